"""The rules of who is who, written for a reader, and read from a form."""

from __future__ import annotations

import hashlib

import msgspec

from wegmarke.domain import UsageError
from wegmarke.domain.identity_rules import (
    BlockedKind,
    Blocking,
    IdentityPlan,
    IdentityRules,
    Limit,
    SharedDevices,
    parse_limit,
)
from wegmarke.domain.persons import HeldBy
from wegmarke.i18n import marked
from wegmarke.web.people.held import held_words
from wegmarke.web.reader import Reader

IDENTITY = "/settings/identity"
MOST_WORDS = 500

MODES = {
    SharedDevices.DEVICE_SPLIT: marked("shared devices", "To whoever was known there last (time cut at each login)"),
    SharedDevices.LAST_AUTH: marked("shared devices", "All of it to whoever was known there last of all"),
    SharedDevices.RESET: marked("shared devices", "To whoever becomes known there next; nobody inherits what follows"),
}

BLOCKED_KINDS = {
    BlockedKind.MAIL: marked("blocked value", "Mail address"),
    BlockedKind.NUMBER: marked("blocked value", "Number"),
    BlockedKind.TEXT: marked("blocked value", "Text"),
}


class RulesForm(msgspec.Struct, frozen=True):
    """The form: numbers as they were typed, limits and values to block one per line, and which plan was seen.

    `stays` are hashes of values that are blocked and stay so; a form with one box ticked sends one text.
    """

    limits: str = ""
    most_identifiers: str = ""
    most_neighbours: str = ""
    most_accounts: str = ""
    block: str = ""
    stays: list[str] | str = ""
    shared_devices: str = SharedDevices.DEVICE_SPLIT.value
    look_back_days: str = ""
    why: str = ""
    seen: str = ""

    @property
    def staying(self) -> list[str]:
        """Return the hashes of values that stay blocked."""
        return [self.stays] if isinstance(self.stays, str) else self.stays

    @property
    def digest(self) -> str:
        """Return what a plan was made for: everything but the reason."""
        parts = (self.limits, self.most_identifiers, self.most_neighbours, self.most_accounts, self.block,
                 ",".join(self.staying), self.shared_devices, self.look_back_days)  # fmt: skip
        return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def form_of(rules: IdentityRules) -> RulesForm:
    """Fill the form in with rules."""
    return RulesForm(
        limits="\n".join(_limit_text(kind, limit) for kind, limit in rules.limits.items()),
        most_identifiers=str(rules.most_identifiers),
        most_neighbours=str(rules.most_neighbours),
        most_accounts=str(rules.most_accounts),
        stays=[value.digest for value in rules.blocked],
        shared_devices=rules.shared_devices.value,
        look_back_days=str(rules.look_back_days),
    )


def rules_of(form: RulesForm, held: IdentityRules) -> tuple[IdentityRules, Blocking]:
    """Read the form; `held` are the rules that hold, of whose blocked values some stay.

    Raises:
        UsageError: when a number is none, or a mode is unknown.
        DocumentInvalid: when a limit is written otherwise.
    """
    if form.shared_devices not in [*SharedDevices]:
        raise UsageError(
            f"shared devices: expected one of {', '.join(SharedDevices)}; got {form.shared_devices[:40]!r}."
        )
    rules = IdentityRules(
        limits=dict(parse_limit(line) for line in form.limits.splitlines() if line.strip()),
        most_identifiers=_number(form.most_identifiers, "most identifiers"),
        most_neighbours=_number(form.most_neighbours, "most neighbours"),
        most_accounts=_number(form.most_accounts, "most accounts"),
        blocked=tuple(value for value in held.blocked if value.digest in form.staying),
        shared_devices=SharedDevices(form.shared_devices),
        look_back_days=_number(form.look_back_days, "look-back"),
    )
    return rules, Blocking(add=tuple(form.block.splitlines()))


def blocked_lines(held: IdentityRules, form: RulesForm, reader: Reader) -> list[tuple[str, str, str, bool]]:
    """Return the blocked values: hash, what is shown of each, what it looks like, and whether it stays blocked."""
    return [
        (value.digest, value.shown, reader.t.label(BLOCKED_KINDS[value.kind]), value.digest in form.staying)
        for value in held.blocked
    ]


def change_lines(plan: IdentityPlan, reader: Reader) -> list[tuple[str, str, str]]:
    """Return what becomes of links: before, afterwards, how many."""
    return [
        (_held(change.before, reader), _held(change.after, reader), reader.formats.number(change.links))
        for change in plan.changes
    ]


def figure_lines(plan: IdentityPlan, reader: Reader) -> list[tuple[str, str, str]]:
    """Return what the plan counts: what, before, afterwards."""
    f, t = reader.formats, reader.t
    return [
        (t.pgettext("units", "Persons"), f.number(plan.persons_before), f.number(plan.persons_after)),
        (t.pgettext("identity", "Devices whose time would be cut otherwise"), "", f.number(plan.devices)),
        (t.pgettext("identity", "Events without a name that would belong to others"), "", f.number(plan.events)),
    ]


def _held(guard: str | None, reader: Reader) -> str:
    return reader.t.pgettext("link", "joined") if guard is None else held_words(HeldBy(guard), reader)


def _limit_text(kind: str, limit: Limit) -> str:
    return f"{kind}={limit.most}/{limit.per}"


def _number(text: str, name: str) -> int:
    if not (text.strip().isascii() and text.strip().isdigit()):
        raise UsageError(f"{name}: expected a whole number; got {text[:40]!r}.")
    return int(text.strip()[:9])
