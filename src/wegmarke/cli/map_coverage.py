"""`wegmarke map coverage`: real accounts beside the buying group on a map."""

from __future__ import annotations

from typing import Annotated

import pyarrow as pa
import typer

from wegmarke.cli.map_ import Folder, MapId
from wegmarke.cli.map_conformance import application
from wegmarke.cli.output import Format, FormatOption, print_json, print_rows, say
from wegmarke.domain.coverage import GroupCoverage
from wegmarke.workspace import open_workspace

__all__ = ["application"]


@application.command()
def coverage(
    folder: Folder,
    map_id: MapId,
    group: Annotated[str, typer.Option("--group", help="id of a buying group on the map; else the first")] = "",
    account: Annotated[int | None, typer.Option(help="number of an account; else all")] = None,
    page: Annotated[int, typer.Option(min=1)] = 1,
    size: Annotated[int, typer.Option(help="how many", min=1)] = 50,
    format_: FormatOption = Format.TABLE,
) -> None:
    """Compare the buying groups of accounts with one on a map: open opportunities first, of them the least covered."""
    with open_workspace(folder) as workspace:
        if account is not None:
            found = tuple(workspace.maps.coverage_at(map_id, account, group))
            total = len(found)
        else:
            shown = workspace.maps.coverage(map_id, group, page, size)
            found, total = shown.groups, shown.total
    if format_ is Format.JSON:
        print_json(found)
    else:
        print_rows(pa.Table.from_pylist([_line(one) for one in found]), format_)
    if format_ is Format.TABLE:
        say(f"{len(found)} of {total} buying groups")


def _line(one: GroupCoverage) -> dict[str, object]:
    return {
        "account": one.account.number,
        "label": one.account.label,
        "solution": one.solution,
        "open_opportunities": one.open_opportunities,
        "coverage": None if one.share is None else round(one.share, 4),
        "missing": ", ".join(role.role for role in one.roles if role.missing) or None,
    }
