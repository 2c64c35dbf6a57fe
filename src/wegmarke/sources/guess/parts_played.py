"""Decides which column says when, who, what and how much, by its values first and its name second."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from wegmarke.domain import SourceUnreadable
from wegmarke.sources.guess import words
from wegmarke.sources.guess.looking import Holds, Look
from wegmarke.sources.guess.words import says

_MOST_PROPERTIES = 8
_MOST_VALUES = 50
MOST_EVENTS = 60
_FEW_ROWS = 3


@dataclass(frozen=True)
class ColumnGuess:
    """What a column is taken for.

    Attributes:
        name: the column.
        holds: what its values are.
        part: what it plays: `id`, `time`, `event`, `person`, `account`, `account_label`, `value`, `currency`,
            `channel`, `property`, or `left_out`.
        reason: why, as a sentence.
        examples: its most frequent values.
    """

    name: str
    holds: Holds
    part: str
    reason: str
    examples: tuple[str, ...] = ()


@dataclass
class Casting:
    """Which column plays which part; every column plays one at most.

    Attributes:
        looks: what the columns look like, in order.
        parts: part and reason by column.
        names: kind of the identifier or name of the property by column, where a person chose it.
    """

    looks: Sequence[Look]
    parts: dict[str, tuple[str, str]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)

    def of(self, part: str) -> list[Look]:
        """Return the columns that play a part, in order."""
        return [look for look in self.looks if self.parts.get(look.name, ("",))[0] == part]

    def first(self, part: str) -> Look | None:
        """Return the column that plays a part alone, if there is one."""
        return next(iter(self.of(part)), None)

    def guesses(self) -> tuple[ColumnGuess, ...]:
        """Return what every column is taken for."""
        return tuple(ColumnGuess(look.name, look.holds, *self.parts[look.name], look.examples) for look in self.looks)

    def give(self, look: Look | None, part: str, reason: str) -> None:
        """Give a column a part."""
        if look is not None:
            self.parts[look.name] = (part, reason)

    def free(self, fits: Callable[[Look], bool]) -> list[Look]:
        """Return columns without a part that fit one."""
        return [look for look in self.looks if look.name not in self.parts and look.filled and fits(look)]


def cast(file: str, looks: Sequence[Look], *, needs_time: bool = True) -> Casting:
    """Give every column a part.

    Args:
        file: name of the file.
        looks: what its columns look like.
        needs_time: whether to refuse a file in which no column holds times; else a name must do, or a person decides.

    Raises:
        SourceUnreadable: no column holds times, so no row can be an event.
    """
    casting = Casting(looks)
    if needs_time or casting.free(_holds_times):
        _time(file, casting)
    else:
        _time_by_name(casting)
    _event(casting)
    _id(casting)
    _who(casting)
    _money(casting)
    channel = next(iter(casting.free(lambda look: look.holds is Holds.CHANNEL)), None)
    casting.give(channel, "channel", "all its values are channels")
    _properties(casting)
    return casting


def _time(file: str, casting: Casting) -> None:
    found = casting.free(_holds_times)
    if not found:
        names = ", ".join(look.name for look in casting.looks[:20])
        raise SourceUnreadable(
            f"{file}: expected a column of times, found none among {names}. Rows without a time are no events; "
            "join them to the rows of another file in its recipe."
        )

    ids = [look.name for look in casting.looks if look.is_unique and words.is_id(look.name)]
    subject = {word for name in (file.partition(".")[0], *ids) for word in map(words.singular, words.words_of(name))}

    def rank(look: Look) -> tuple[int, float]:
        points = 3 * says(look.name, words.WHEN) + says(look.name, words.DATE) - 4 * says(look.name, words.NOT_WHEN)
        return points + 2 * bool(subject & set(words.words_of(look.name))), look.filled / look.rows

    best = max(found, key=rank)
    reason = "its values are times" if len(found) == 1 else f"its name fits best of {len(found)} columns of times"
    casting.give(best, "time", reason)


def _holds_times(look: Look) -> bool:
    return look.holds is Holds.TIME


def _time_by_name(casting: Casting) -> None:
    found = casting.free(
        lambda look: (
            look.holds is Holds.TEXT
            and says(look.name, (*words.WHEN, *words.DATE))
            and not says(look.name, words.NOT_WHEN)
            and not look.is_prose
        )
    )
    casting.give(next(iter(found), None), "time", "its name says that it is a time, though not all values are")


def _event(casting: Casting) -> None:
    found = casting.free(
        lambda look: (
            look.holds is Holds.TEXT
            and (look.name == "concept:name" or _names_events(look.name))
            and 1 < look.distinct <= min(MOST_EVENTS, look.rows / 2)
            and not look.is_prose
        )
    )
    best = min(found, key=lambda look: look.name != "concept:name", default=None)
    if best is not None:
        casting.give(best, "event", f"it names what happened, {best.distinct} different things")


def _names_events(name: str) -> bool:
    """Tell whether a name means what happened and nothing else, unlike `Event Owner`."""
    found = set(words.words_of(name))
    return bool(found & set(words.EVENT)) and found <= {*words.EVENT, *words.KIND}


def _id(casting: Casting) -> None:
    found = casting.free(lambda look: look.is_unique and look.holds in (Holds.TEXT, Holds.NUMBER) and not look.is_prose)
    named = [look for look in found if words.is_id(look.name)]
    best = next(iter(named or [look for look in found[:1] if look is casting.looks[0]]), None)
    casting.give(best, "id", "every row has a value of its own")


def _who(casting: Casting) -> None:
    for look in casting.free(lambda look: look.holds is Holds.EMAIL):
        casting.give(look, "person", "its values are e-mail addresses")
    for look in casting.free(lambda look: look.holds is Holds.VAT_NUMBER and says(look.name, words.ACCOUNT)):
        casting.give(look, "account", "its values look like VAT numbers")

    def identifies(look: Look) -> bool:
        is_plain = look.holds in (Holds.TEXT, Holds.NUMBER, Holds.VAT_NUMBER) and not look.is_prose
        return (
            is_plain and not says(look.name, words.STAFF) and (words.is_id(look.name) or look.name.startswith("case:"))
        )

    for look in casting.free(lambda look: identifies(look) and says(look.name, words.PERSON)):
        casting.give(look, "person", "its name says that it identifies people")
    for look in casting.free(lambda look: identifies(look) and says(look.name, words.ACCOUNT)):
        if look.name.startswith("case:") and look.name != "case:concept:name":
            continue
        casting.give(look, "account", "its name says that it identifies accounts")
    named = casting.free(lambda look: look.holds is Holds.TEXT and says(look.name, words.ACCOUNT) and not look.is_prose)
    named = [
        look
        for look in named
        if not look.name.startswith("case:") and look.distinct > 2 and not says(look.name, words.STAFF)
    ]
    best = max(named, key=lambda look: says(look.name, words.LABEL), default=None)
    if casting.of("account"):
        casting.give(best, "account_label", "its name says how accounts are called")
    else:
        casting.give(best, "account", "no number identifies accounts, but this names them")


def _money(casting: Casting) -> None:
    found = casting.free(
        lambda look: (
            look.holds is Holds.NUMBER
            and says(look.name, words.VALUE)
            and not says(look.name, words.NOT_VALUE)
            and not words.is_id(look.name)
        )
    )
    best = max(found, key=lambda look: look.filled, default=None)
    casting.give(best, "value", "its name says that it is an amount")
    if best is not None:
        currency = next(iter(casting.free(lambda look: look.holds is Holds.CURRENCY)), None)
        casting.give(currency, "currency", "its values are currencies")


def _properties(casting: Casting) -> None:
    taken = 0
    for look in casting.looks:
        if look.name in casting.parts:
            continue
        reason = _why_not(look, taken)
        if reason:
            casting.give(look, "left_out", reason)
        else:
            taken += 1
            casting.give(look, "property", f"{look.distinct} different values")


def _why_not(look: Look, taken: int) -> str:
    """Say why a column is left out, or nothing."""
    if not look.filled:
        return "it is empty"
    if look.holds is Holds.TIME:
        return "it is another time; an event of its own may use it"
    if look.holds is Holds.EMAIL or says(look.name, words.PERSONAL) or look.is_prose:
        return "it may be about people; properties never are"
    if look.distinct > _MOST_VALUES and look.holds is not Holds.NUMBER:
        return f"it has {look.distinct:,} different values"
    if words.is_id(look.name):
        return "its name says that it is the id of something else"
    if look.is_unique and look.rows > _FEW_ROWS:
        return "it tells nothing that rows have in common"
    return "there are enough properties already" if taken >= _MOST_PROPERTIES else ""
