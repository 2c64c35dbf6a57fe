"""Formats of maps, what they leave behind, and what taking in a file would do, written for a reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wegmarke.domain.map_files import MapFileFormat, MapImportPlan, MapLoss
from wegmarke.web.map.versions import DifferenceLine, difference_line
from wegmarke.web.reader import Reader

_MOST_DIFFERENCES = 100


@dataclass(frozen=True, slots=True)
class FormatLine:
    """A format: how it is called, its ending, whether it comes back, where it is looked at and downloaded."""

    title: str
    ending: str
    comes_back: str
    url: str
    download: str


@dataclass(frozen=True, slots=True)
class ImportView:
    """What taking in a file would do."""

    effect: str
    differences: tuple[DifferenceLine, ...]
    has_more: bool
    losses: tuple[tuple[str, str], ...]


def format_line(form: MapFileFormat, address: str, reader: Reader) -> FormatLine:
    """Write one format."""
    t = reader.t
    return FormatLine(
        title=form.title.get(reader.language),
        ending=form.endings[0],
        comes_back=t.pgettext("map file", "out and in") if form.can_read else t.pgettext("map file", "out"),
        url=f"{address}/files/{form.name}",
        download=f"{address}/files/{form.name}/download",
    )


def loss_lines(losses: Sequence[MapLoss], reader: Reader) -> tuple[tuple[str, str], ...]:
    """Write what is left behind: text and place."""
    return tuple((loss.text.get(reader.language), loss.where) for loss in losses)


def import_view(plan: MapImportPlan, reader: Reader) -> ImportView:
    """Write what taking in a file would do."""
    t = reader.t
    if plan.is_new:
        effect = t.pgettext("map file", "The map %(map)s is new.", map=plan.map)
    elif plan.differences:
        effect = t.pgettext(
            "map file",
            "The map %(map)s gets a new version. It differs from version %(number)s like this:",
            map=plan.map, number=plan.base,
        )  # fmt: skip
    else:
        effect = t.pgettext(
            "map file", "The file says what version %(number)s of the map %(map)s says. Nothing would change.",
            map=plan.map, number=plan.base,
        )  # fmt: skip
    shown = plan.differences[:_MOST_DIFFERENCES]
    return ImportView(
        effect=effect,
        differences=tuple(difference_line(found, reader) for found in shown),
        has_more=len(plan.differences) > len(shown),
        losses=loss_lines(plan.losses, reader),
    )
