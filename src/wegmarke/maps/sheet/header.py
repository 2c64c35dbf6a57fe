"""The head of the sheet: what it is about on the left, for whom in the middle, how to read it on the right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wegmarke.maps import vocabulary
from wegmarke.maps.document import Persona
from wegmarke.maps.owners import owner_name
from wegmarke.maps.presence import Presence
from wegmarke.maps.sheet.buying_group_row import presence_dot
from wegmarke.maps.sheet.frame import Frame, baseline, leading
from wegmarke.maps.sheet.lines import balanced, broken, shortened
from wegmarke.maps.sheet.metric_row import status_shape
from wegmarke.maps.sheet.places import Places
from wegmarke.maps.sheet.shapes import Box, Dot, Part, Shape, Way, Words, diamond
from wegmarke.maps.sheet.touchpoint_row import chip_ground
from wegmarke.maps.sheet.typeface import width

HEIGHT: Final = 26.0
MOST_PERSONAS: Final = 4
_KEY: Final = 84.0
_GUTTER: Final = 5.0


@dataclass(frozen=True, slots=True)
class Edition:
    """Which version of a map a sheet shows, and as of which day (both may be missing)."""

    version: int | None = None
    day: str = ""


def draw_header(places: Places, frame: Frame, edition: Edition) -> list[Shape]:
    """Draw the head."""
    left = (frame.right - frame.left - _KEY) * 0.47
    cards = frame.left + left + _GUTTER
    return [
        Part(places.saying.text(places.document.title), tuple(_about(places, frame.left, frame.margin, left, edition))),
        Part(
            places.saying.label("personas"),
            tuple(_personas(places, cards, frame.margin, frame.right - _KEY - _GUTTER - cards)),
        ),
        Part(places.saying.label("key"), tuple(_key(places, frame.right - _KEY, frame.margin))),
    ]


def _about(places: Places, x: float, y: float, room: float, edition: Edition) -> Iterator[Shape]:
    document, saying = places.document, places.saying
    title = saying.text(document.title)
    size = 15.0 if len(broken(title, room, 15, 3, bold=True).texts) <= 1 else 13.0
    for line in balanced(title, room, size, 2):
        yield Words(x, baseline(y, size), line, size, bold=True)
        y += leading(size)
    y += 0.8
    yield Words(
        x, baseline(y, 8), shortened(_standing(places, edition), room, 8, bold=True), 8, ink="accent", bold=True
    )
    y += leading(8) + 0.8
    texts = [saying.text(document.scenario)]
    if document.customer_goal:
        texts.append(f"{saying.label('goals')}: {saying.text(document.customer_goal)}")
    lines_left = int((HEIGHT - 1.5 - (y - 10)) / leading(7))
    for number, text in enumerate(one for one in texts if one):
        most = max(1, lines_left - (1 if number == 0 and len(texts) > 1 else 0))
        for line in broken(text, room, 7, most).texts if lines_left > 0 else ():
            yield Words(x, baseline(y, 7), line, 7, ink="ink" if number == 0 else "quiet")
            y += leading(7)
            lines_left -= 1


def _standing(places: Places, edition: Edition) -> str:
    document, saying = places.document, places.saying
    parts = [
        vocabulary.STATES[document.state].get(saying.language),
        vocabulary.STATUSES[document.status].get(saying.language),
        f"{saying.label('version')} {edition.version}" if edition.version is not None else "",
        f"{saying.label('as_of')} {edition.day}" if edition.day else "",
        f"{saying.label('owner')}: {saying.text(owner_name(document.owner, saying.language))}"
        if document.owner
        else "",
    ]
    return " · ".join(part for part in parts if part)


def _personas(places: Places, x: float, y: float, room: float) -> Iterator[Shape]:
    personas = places.document.personas[:MOST_PERSONAS]
    if not personas:
        return
    rest = len(places.document.personas) - len(personas)
    gap = 2.0
    rows = 2 if len(personas) > 2 else 1
    per_row = -(-len(personas) // rows)
    wide = min(84.0, (room - gap * (per_row - 1)) / per_row)
    tall = (HEIGHT - 2.5 - gap * (rows - 1)) / rows
    for number, persona in enumerate(personas):
        row, column = divmod(number, per_row)
        more = f"+{rest}" if rest and number == len(personas) - 1 else ""
        card = tuple(_persona(places, persona, (x + column * (wide + gap), y + row * (tall + gap), wide, tall), more))
        yield Part(places.saying.text(persona.name), card)


def _persona(places: Places, persona: Persona, box: tuple[float, float, float, float], more: str) -> Iterator[Shape]:
    saying, (x, y, wide, tall) = places.saying, box
    is_assumed = persona.evidence == "assumption"
    yield Box(x, y, wide, tall, fill="ground", line_ink="rule", corner=1.5)
    radius = min(3.4, tall / 2 - 1.6)
    yield Dot(x + 2 + radius, y + 1.7 + radius, radius, fill="shade-4")
    name = saying.text(persona.name)
    yield Words(
        x + 2 + radius, baseline(y + 1.7 + radius - leading(9) / 2, 9), name[:1].upper(), 9, bold=True, anchor="middle"
    )
    left, inner = x + 2 * radius + 3.6, wide - 2 * radius - 5
    yield Words(left, baseline(y + 0.7, 8), shortened(name, inner - (6 if more else 0), 8, bold=True), 8, bold=True)
    if more:
        yield Words(x + wide - 1.4, baseline(y + 0.7, 8), more, 8, ink="accent", bold=True, anchor="end")
    at = y + 0.7 + leading(8)
    roles = ", ".join(vocabulary.ROLES[role].get(saying.language) for role in persona.roles)
    job = saying.text(persona.job_title)
    evidence = vocabulary.EVIDENCE_LEVELS[persona.evidence].get(saying.language)
    texts = [(roles, "accent"), (job if job != name else "", "quiet")]
    bottom = y + tall - 0.4
    if tall > 16 and persona.quote:
        texts.append((saying.text(persona.quote), "ink"))
    for text, ink in texts:
        free = int((bottom - leading(7) - at) / leading(7) + 0.05)
        for line in broken(text, inner, 7, min(free, 3 if ink == "ink" else 1)).texts if text and free > 0 else ():
            yield Words(left, baseline(at, 7), line, 7, ink=ink, italic=ink == "ink")
            at += leading(7)
    base = bottom - leading(7)
    yield Box(
        left,
        base + 0.6,
        2.4,
        leading(7) - 1.2,
        fill="hatch-strong" if is_assumed else "accent",
        line_ink="strong" if is_assumed else "accent",
    )
    yield Words(left + 3.2, baseline(base, 7), shortened(evidence, inner - 3.2, 7), 7, ink="quiet")


def _key(places: Places, x: float, y: float) -> Iterator[Shape]:
    """Draw the samples of all signs in three columns."""
    saying = places.saying
    columns = (
        (x, ("online", "offline", "hybrid", "indirect", "moment"), _touchpoint_sample),
        (x + 31, ("active", "informed", "decides", "role_missing", "influence"), _presence_sample),
        (x + 58, ("on_target", "attention", "alert", "severity", "assumed"), _status_sample),
    )
    heads = ("touchpoints", "buying_group", "status")
    line = leading(7) + 0.75
    for (left, names, draw), head in zip(columns, heads, strict=True):
        yield Words(left, baseline(y, 7), saying.label(head), 7, ink="quiet", bold=True)
        room = (x + _KEY if left == x + 58 else left + (30 if left == x else 26)) - left - 5.6
        for number, name in enumerate(names):
            top = y + (number + 1) * line + 0.3
            yield from draw(name, left, top)
            text = saying.label(name)
            said = text if width(text, 7) <= room else shortened(text, room, 7)
            yield Words(left + 5.6, baseline(top, 7), said, 7)


def _touchpoint_sample(name: str, x: float, y: float) -> Iterator[Shape]:
    if name == "moment":
        yield diamond(x + 2, y + leading(7) / 2, 1.1, fill="ink")
        return
    mode = name if name != "indirect" else "offline"
    yield from chip_ground(mode, "indirect" if name == "indirect" else "direct", x, y + 0.5, 4.2, leading(7) - 1)


def _presence_sample(name: str, x: float, y: float) -> Iterator[Shape]:
    middle = y + leading(7) / 2
    if name == "influence":
        for number, influence in enumerate((0, 2, 5)):
            yield from presence_dot(Presence("active", influence), x + 0.7 + number * 1.6, middle)
        return
    yield from presence_dot(Presence(name, 3), x + 2, middle)


def _status_sample(name: str, x: float, y: float) -> Iterator[Shape]:
    middle = y + leading(7) / 2
    if name == "severity":
        for number in range(4):
            yield Dot(
                x + 0.6 + number * 1.15, middle, 0.42, fill="alert" if number < 3 else "", line_ink="alert", line=0.12
            )
    elif name == "assumed":
        yield Way(f"M{x:.2f} {y + 0.5:.2f}h4.2v{leading(7) - 1:.2f}h-4.2Z", fill="hatch-strong", line_ink="strong")
    else:
        yield from status_shape(name, x + 2, middle)
