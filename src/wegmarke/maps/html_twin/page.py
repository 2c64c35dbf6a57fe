"""The page: head, table, text per phase, personas, and where the numbers come from."""

from __future__ import annotations

import html
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256

from wegmarke.domain import Language, MapNumbers
from wegmarke.maps import vocabulary
from wegmarke.maps.document import JourneyMap, Persona
from wegmarke.maps.html_twin.style import STYLE
from wegmarke.maps.narrative import Narrative, Telling, ToldCell, ToldRow, narrate, told_rows
from wegmarke.maps.owners import owner_name

_PERSON_LISTS = (
    ("goals", "Ziele", "Goals"),
    ("jobs", "Aufgaben", "Jobs"),
    ("pains", "Schmerzpunkte", "Pain points"),
    ("gains", "Gains", "Gains"),
    ("needs", "Bedürfnisse", "Needs"),
    ("decision_criteria", "Entscheidungskriterien", "Decision criteria"),
    ("information_sources", "Informationsquellen", "Sources of information"),
    ("objections", "Einwände", "Objections"),
)


def render_html(document: JourneyMap, numbers: MapNumbers | None, language: Language) -> bytes:
    """Write a map as one self-contained HTML file, in UTF-8.

    Args:
        document: the map.
        numbers: what was measured; None where nothing is measured or shall be shown.
        language: the language of the page. Texts of the map that lack it stand there in the other one.
    """
    telling = Telling(language)
    narrative, rows = narrate(document, numbers, language), told_rows(document, numbers, language)
    parts = [
        _head(document, narrative, telling),
        _table(document, rows, telling),
        _told(narrative, telling),
        _people(document, telling),
        _origin(document, numbers, telling),
    ]
    return _page(narrative.title, "\n".join(part for part in parts if part), telling).encode()


def _page(title: str, body: str, telling: Telling) -> str:
    allowed = b64encode(sha256(STYLE.encode()).digest()).decode()
    return f"""<!doctype html>
<html lang="{telling.language.value}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{allowed}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{_safe(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<main>
{body}
</main>
</body>
</html>
"""


def _head(document: JourneyMap, narrative: Narrative, telling: Telling) -> str:
    under = [telling.word(vocabulary.STATES, document.state), telling.word(vocabulary.STATUSES, document.status)]
    if document.owner:
        under.append(f"{telling.say('Verantwortlich', 'Owner')}: {owner_name(document.owner, telling.language)}")
    about = "\n".join(_paragraph(sentence) for sentence in narrative.sentences)
    line = _paragraph(" · ".join(under), "quiet")
    return f"<header>\n<h1>{_bdi(narrative.title)}</h1>\n{line}\n{about}\n</header>"


def _table(document: JourneyMap, rows: list[ToldRow], telling: Telling) -> str:
    label = telling.say("Die Map als Tabelle", "The map as a table")
    caption = telling.say(
        "Spalten sind Phasen von links nach rechts, Zeilen sind die Zeilen der Map.",
        "Columns are phases from left to right, rows are the rows of the map.",
    )
    heads = "".join(
        f'<th scope="col" id="p{place}">{place}. {_bdi(telling.text(phase.title))}</th>'
        for place, phase in enumerate(document.phases, 1)
    )
    lines = "\n".join(_line(number, row) for number, row in enumerate(rows, 1))
    return (
        f'<h2 id="table">{label}</h2>\n<div class="scroll" role="group" tabindex="0" aria-labelledby="table">\n'
        f"<table>\n<caption>{_safe(caption)}</caption>\n"
        f'<thead><tr><th scope="col">{telling.say("Phase", "Phase")}</th>{heads}</tr></thead>\n'
        f"<tbody>\n{lines}\n</tbody>\n</table>\n</div>"
    )


def _line(number: int, row: ToldRow) -> str:
    cells = "".join(_cell(number, place, cell) for place, cell in enumerate(row.cells, 1))
    return f'<tr><th scope="row" id="r{number}">{_safe(row.label)}</th>{cells}</tr>'


def _cell(row: int, place: int, cell: ToldCell) -> str:
    return f'<td headers="r{row} p{place}">{_list(cell) if cell else "–"}</td>'


def _told(narrative: Narrative, telling: Telling) -> str:
    title = telling.say("Die Map als Text", "The map as text")
    phases = "\n".join(
        f"<section>\n<h3>{place}. {_bdi(phase.title)}</h3>\n"
        + "\n".join(_paragraph(sentence.text) for sentence in phase.sentences)
        + "\n</section>"
        for place, phase in enumerate(narrative.phases, 1)
    )
    return f"<h2>{title}</h2>\n{phases}"


def _people(document: JourneyMap, telling: Telling) -> str:
    if not document.personas:
        return ""
    cards = "\n".join(_person(persona, telling) for persona in document.personas)
    return f'<h2>{telling.say("Personas", "Personas")}</h2>\n<div class="people">\n{cards}\n</div>'


def _person(persona: Persona, telling: Telling) -> str:
    roles = ", ".join(telling.word(vocabulary.ROLES, role) for role in persona.roles)
    under = " · ".join(text for text in (telling.text(persona.job_title), roles) if text)
    told = [f"<h3>{_bdi(telling.text(persona.name))}</h3>"]
    told += [_paragraph(under, "quiet")] if under else []
    told += [f"<blockquote>{_bdi(telling.text(persona.quote))}</blockquote>"] if persona.quote else []
    for name, german, english in _PERSON_LISTS:
        texts = getattr(persona, name)
        if texts:
            label = _safe(telling.say(german, english))
            told.append(f'<p class="quiet">{label}</p>\n{_list(telling.text(text) for text in texts)}')
    evidence = telling.word(vocabulary.EVIDENCE_LEVELS, persona.evidence)
    told.append(_paragraph(f"{telling.say('Beleg', 'Evidence')}: {evidence}", "quiet"))
    return "<section>\n" + "\n".join(told) + "\n</section>"


def _origin(document: JourneyMap, numbers: MapNumbers | None, telling: Telling) -> str:
    if numbers is None:
        words = telling.say("Diese Fassung zeigt keine gemessenen Zahlen.", "This version shows no measured numbers.")
        return f"<footer>\n{_paragraph(words, 'quiet')}\n</footer>"
    f = telling.formats
    recognised = f"{f.number(numbers.recognised)} {telling.say('von', 'of')} {f.number(numbers.events)}"
    lines = [(telling.say("Erkannte Ereignisse", "Recognised events"), recognised)]
    if numbers.data_until is not None:
        lines.append((telling.say("Daten bis", "Data until"), f"{f.day(numbers.data_until)} (UTC)"))
    titles = {metric.id: telling.text(metric.title) for metric in document.metrics}
    lines += [
        (titles[number.metric], number.definition)
        for number in numbers.metrics.values()
        if number.definition and number.metric in titles and telling.language is Language.EN
    ]
    terms = "\n".join(f"<dt>{_bdi(term)}</dt>\n<dd>{_bdi(what)}</dd>" for term, what in lines)
    title = telling.say("Woher die Zahlen kommen", "Where the numbers come from")
    return f"<footer>\n<h2>{title}</h2>\n<dl>\n{terms}\n</dl>\n</footer>"


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{_bdi(item)}</li>" for item in items) + "</ul>"


def _paragraph(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{_bdi(text)}</p>' if kind else f"<p>{_bdi(text)}</p>"


def _bdi(text: str) -> str:
    """Keep the direction of one text from the texts beside it."""
    return f"<bdi>{_safe(text)}</bdi>"


def _safe(text: str) -> str:
    """Return a text as text: no markup, no control characters, no marks that turn the direction of what follows."""
    return html.escape("".join(" " if _is_control(character) else character for character in text))


def _is_control(character: str) -> bool:
    code = ord(character)
    return code < 0x20 or 0x7F <= code < 0xA0 or 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069 or code >= 0xFFFE
