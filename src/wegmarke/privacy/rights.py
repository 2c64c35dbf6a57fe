"""Rights as versions in the state database: which fields of the vault are shown to whom. Versions only come on top."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import sqlalchemy as sa

from wegmarke.domain import Clock, DocumentInvalid, NotAllowed, Problem, UsageError
from wegmarke.domain.rights import KINDS, REST, Rights, RightsVersion, Role, Viewer, Way, default_rights
from wegmarke.privacy.audit import note
from wegmarke.privacy.tables import rights_versions
from wegmarke.state import Database

_MICROSECONDS = 1_000_000
_MOST_ROWS = 10_000_000
_MOST_KINDS = 200


def read_rights(database: Database) -> Rights:
    """Return the rights that hold now."""
    return rights_history(database, most=1)[0].rights


def rights_history(database: Database, *, most: int = 50) -> list[RightsVersion]:
    """Return the youngest versions, newest first; the one that a workspace begins with is the last of all."""
    query = sa.select(rights_versions).order_by(rights_versions.c.version.desc()).limit(most)
    with database.read() as connection:
        rows = connection.execute(query).all()
    found = [
        RightsVersion(row.version, datetime.fromtimestamp(row.at / _MICROSECONDS, UTC), row.by, _read(row.document))
        for row in rows
    ]
    return found if len(found) == most else [*found, RightsVersion(0, None, "", default_rights())]


def keep_rights(database: Database, clock: Clock, viewer: Viewer, rights: Rights, *, base: int) -> int:
    """Keep rights as a new version, with its audit entry; returns the version that holds then.

    Raises:
        DocumentInvalid: when they grant what does not exist, or limits are out of range.
        NotAllowed: when the viewer is no administrator.
        UsageError: when somebody kept another version since `base`.
    """
    if viewer.role is not Role.ADMINISTRATOR:
        raise NotAllowed(
            f"rights: expected an {Role.ADMINISTRATOR}, who alone may change them; got {viewer.role}. Ask whoever runs "
            "the workspace."
        )
    _check(rights)
    own_lines = dict.fromkeys(kind for kind in rights.kinds if kind not in KINDS)
    ordered = replace(rights, kinds=(*KINDS[:-1], *own_lines, REST))
    with database.write() as connection:
        last = int(connection.scalar(sa.select(sa.func.coalesce(sa.func.max(rights_versions.c.version), 0))) or 0)
        if last != base:
            raise UsageError(
                f"rights: expected changes to version {last}, the newest; got changes to version {base}. Somebody "
                "changed the rights meanwhile. Look at them again."
            )
        text = _written(ordered)
        if text == _written(_held(connection, last)):
            return last
        at = int(clock.now().timestamp() * _MICROSECONDS)
        values = {"version": last + 1, "at": at, "by": viewer.name, "document": text}
        connection.execute(rights_versions.insert(), [values])
        note(connection, clock, by=viewer.name, act="rights_changed", subject="rights", what={"version": last + 1})
    return last + 1


def _held(connection: sa.Connection, version: int) -> Rights:
    query = sa.select(rights_versions.c.document).where(rights_versions.c.version == version)
    document = connection.scalar(query)
    return default_rights() if document is None else _read(document)


def _check(rights: Rights) -> None:
    unknown = sorted({kind for _, _, kind in rights.grants} - {*KINDS, *rights.kinds})
    listed = ", ".join(rights.kinds)
    problems = [
        Problem("grants", f"one of {listed}", repr(kind), "Add a line for it.", "unknown_value") for kind in unknown
    ]
    if not 1 <= rights.most_rows <= _MOST_ROWS:
        expected, came = f"a number from 1 to {_MOST_ROWS:,}", f"{rights.most_rows:,}"
        problems.append(Problem("most_rows", expected, came, "Change it.", "wrong_value"))
    if len(rights.kinds) > _MOST_KINDS:
        expected, came = f"at most {_MOST_KINDS} lines", f"{len(rights.kinds):,}"
        problems.append(Problem("kinds", expected, came, "Leave some out: `*` decides about them.", "too_many"))
    if problems:
        raise DocumentInvalid("These rights cannot be kept; nothing was changed.", problems=problems)


def _written(rights: Rights) -> str:
    return json.dumps(
        {
            "grants": {
                role: {way: _kinds(rights, role, way) for way in Way if _kinds(rights, role, way)} for role in Role
            },
            "exporters": sorted(rights.exporters),
            "most_rows": rights.most_rows,
            "kinds": list(rights.kinds),
        },
        sort_keys=True,
    )


def _kinds(rights: Rights, role: Role, way: Way) -> Sequence[str]:
    return sorted(kind for some, how, kind in rights.grants if (some, how) == (role, way))


def _read(document: str) -> Rights:
    plain = json.loads(document)
    grants = {
        (Role(role), Way(way), kind)
        for role, ways in plain["grants"].items()
        for way, kinds in ways.items()
        for kind in kinds
    }
    return Rights(
        frozenset(grants), frozenset(map(Role, plain["exporters"])), plain["most_rows"], tuple(plain["kinds"])
    )
