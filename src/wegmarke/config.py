"""The settings of one workspace: one typed home, read from `wegmarke.toml` and the environment.

An environment variable `WEGMARKE_TIME_ZONE` overrides `time_zone` of the file, and so on for every
setting. Secrets never stand here; they live in `keys/`.
"""

from __future__ import annotations

import difflib
import os
import tomllib
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from wegmarke.domain import DocumentInvalid, Language, Problem
from wegmarke.domain.rights import Role

FILE_NAME = "wegmarke.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator may set.

    Attributes:
        name: how the workspace is called on its pages.
        time_zone: IANA zone for calendar grouping and for stamps without a zone.
        language: language of pages and messages for people who did not choose one.
        small_n: numbers that fewer units stand behind are suppressed.
        opportunity_lookback_days: days before an opportunity was created from which on touches of its account are its.
        memory_mb: memory the analytic engine may use, in mebibytes.
        threads: threads the analytic engine may use.
        rejected_days: days after which rejected events are erased.
        unpacked_mb: megabytes that a gzip file to import may hold.
        unpacked_ratio: how many times its size a gzip file to import may grow.
        workbook_mb: megabytes that a workbook to import may hold.
        proxies: reverse proxies in front of the server, whose header X-Forwarded-For is believed.
        upload_mb: megabytes that a file uploaded in the browser may have.
        role: what whoever opens the workspace reads it as, until users sign in.
    """

    name: str = "Wegmarke"
    time_zone: str = "Europe/Berlin"
    language: Language = Language.DE
    small_n: int = 5
    opportunity_lookback_days: int = 90
    memory_mb: int = 2048
    threads: int = 2
    rejected_days: int = 90
    unpacked_mb: int = 10_000
    unpacked_ratio: int = 1_000
    workbook_mb: int = 1_000
    proxies: int = 0
    upload_mb: int = 2_000
    role: Role = Role.ADMINISTRATOR


def load_settings(folder: Path, environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of a workspace folder; missing ones take their default.

    Raises:
        DocumentInvalid: with every setting that is unknown or has a value of the wrong kind.
    """
    file = folder / FILE_NAME
    try:
        given: dict[str, object] = dict(tomllib.loads(file.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DocumentInvalid(f"{file}: expected a TOML document, {error}. Correct the line and try again.") from error
    names = [field.name for field in fields(Settings)]
    for name in names:
        if (value := environment.get(f"WEGMARKE_{name.upper()}")) is not None:
            given[name] = value
    problems = [_unknown(key, names) for key in given if key not in names]
    values = {name: _read(name, given[name], problems) for name in names if name in given}
    if problems:
        raise DocumentInvalid(f"{file} cannot be used.", problems=problems)
    return Settings(**values)  # type: ignore[arg-type]  # each value was read by the kind of its field


def check_settings(settings: Settings) -> None:
    """Check settings that were made in a program.

    Raises:
        DocumentInvalid: with every setting that has a value of the wrong kind.
    """
    problems: list[Problem] = []
    for field in fields(Settings):
        _read(field.name, getattr(settings, field.name), problems)
    if problems:
        raise DocumentInvalid("These settings cannot be used; nothing was made.", problems=problems)


def write_settings(folder: Path, settings: Settings) -> None:
    """Write a new settings file with a comment for each line."""
    lines = [
        "# Settings of this workspace. Environment variables WEGMARKE_<NAME> override them.",
        f"name = {_quoted(settings.name)}",
        f"time_zone = {_quoted(settings.time_zone)}  # calendar grouping, stamps without a zone",
        f"language = {_quoted(settings.language.value)}  # de or en, for people who did not choose",
        f"small_n = {settings.small_n}  # numbers with fewer units behind them are suppressed",
        f"opportunity_lookback_days = {settings.opportunity_lookback_days}  # days of touches before it that count",
        f"memory_mb = {settings.memory_mb}  # memory of the analytic engine, MiB",
        f"threads = {settings.threads}  # threads of the analytic engine",
        f"rejected_days = {settings.rejected_days}  # days after which rejected events are erased",
        f"unpacked_mb = {settings.unpacked_mb}  # megabytes that a gzip file to import may hold",
        f"unpacked_ratio = {settings.unpacked_ratio}  # times its size that such a file may grow",
        f"workbook_mb = {settings.workbook_mb}  # megabytes that a workbook to import may hold",
        f"proxies = {settings.proxies}  # reverse proxies in front of the server",
        f"upload_mb = {settings.upload_mb}  # megabytes that a file uploaded in the browser may have",
        f"role = {_quoted(settings.role.value)}  # what whoever opens the workspace reads it as: who sees which names",
    ]
    (folder / FILE_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def _unknown(key: str, names: list[str]) -> Problem:
    near = difflib.get_close_matches(key, names, n=1)
    remedy = f"Did you mean {near[0]!r}?" if near else "Remove the line."
    return Problem(key, f"one of {', '.join(names)}", repr(key), remedy, "unknown_key")


def _read(name: str, value: object, problems: list[Problem]) -> object:
    readers = {"name": _text, "time_zone": _zone, "language": _language, "proxies": _proxies, "role": _role,
               "opportunity_lookback_days": _days}  # fmt: skip
    reader = readers.get(name, _count)
    try:
        return reader(value)
    except ValueError as error:
        problems.append(Problem(name, str(error), repr(value), f"Change {name} and try again.", "wrong_value"))
        return None


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text that is not empty")
    return value


def _zone(value: object) -> str:
    name = _text(value)
    if name not in zoneinfo.available_timezones():
        raise ValueError("an IANA time zone such as 'Europe/Berlin'")
    return name


def _language(value: object) -> Language:
    if value not in list(Language):
        raise ValueError("'de' or 'en'")
    return Language(str(value))


def _role(value: object) -> Role:
    if value not in list(Role):
        raise ValueError(f"one of {', '.join(Role)}")
    return Role(str(value))


def _proxies(value: object) -> int:
    if isinstance(value, bool) or not str(value).isascii() or not str(value).isdigit() or len(str(value)) > 1:
        raise ValueError("a whole number from 0 to 9")
    return int(str(value))


def _days(value: object) -> int:
    if isinstance(value, bool) or not str(value).isascii() or not str(value).isdigit() or int(str(value)) > 36_500:
        raise ValueError("a whole number of days from 0 to 36500")
    return int(str(value))


def _count(value: object) -> int:
    if isinstance(value, bool) or not str(value).isascii() or not str(value).isdigit() or int(str(value)) < 1:
        raise ValueError("a whole number of at least 1")
    return int(str(value))
