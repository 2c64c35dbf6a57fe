"""Real data with ground truth: the Olist B2B funnel, from its files to the cells of its map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from wegmarke.domain import MapNumbers
from wegmarke.domain.views import ImportReport
from wegmarke.workspace import Settings, Workspace, init

EXAMPLE = Path(__file__).parents[2] / "examples" / "olist"
pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "olist_b2b_funnel"


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "ground_truth.json").read_text()))


@pytest.fixture(scope="module")
def imported(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, ImportReport]]:
    with init(tmp_path_factory.mktemp("olist") / "ws", Settings(name="Olist")) as workspace:
        report = workspace.sources.import_files(tuple(sorted(folder.glob("*.csv"))), EXAMPLE / "recipe.yaml")
        workspace.maps.put((EXAMPLE / "map.yaml").read_text(encoding="utf-8"))
        yield workspace, report


@pytest.fixture(scope="module")
def numbers(imported: tuple[Workspace, ImportReport]) -> MapNumbers:
    return imported[0].maps.numbers("olist-b2b-funnel")


def funnel(imported: tuple[Workspace, ImportReport], **question: object) -> list[dict[str, object]]:
    return list(imported[0].analytics.funnel(**question).to_pyarrow().to_pylist())  # type: ignore[arg-type]


def test_every_lead_and_deal_is_stored(imported: tuple[Workspace, ImportReport], truth: dict[str, object]) -> None:
    _, report = imported

    assert report.events == {"lead_created": truth["MQLs"], "deal_won": truth["closed deals"]}
    assert (report.stored, report.rejected) == (8842, 0)


def test_funnel_goes_from_8000_leads_to_842_deals(
    imported: tuple[Workspace, ImportReport], truth: dict[str, object]
) -> None:
    lead, won = funnel(imported)

    assert (lead["units"], won["units"]) == (8000, 842)
    assert won["of_first"] == pytest.approx(truth["conversion rate"], abs=1e-9)


def test_days_from_first_contact_to_won(imported: tuple[Workspace, ImportReport], truth: dict[str, object]) -> None:
    _, won = funnel(imported)

    days = [won[f"days_{name}"] for name in ("min", "median", "mean", "p90", "max")]
    assert days == pytest.approx(
        truth["days first contact->won (calendar days): min, median, mean(4dp), p90, max"], abs=5e-5
    )


def test_the_deal_won_before_its_first_contact_is_flagged_not_dropped(
    imported: tuple[Workspace, ImportReport],
) -> None:
    assert funnel(imported)[1]["out_of_order"] == 1
    assert funnel(imported, steps=("lead", "deal_won"))[1]["units"] == 841


def test_conversion_by_origin(imported: tuple[Workspace, ImportReport], truth: dict[str, object]) -> None:
    found: dict[str, list[object]] = {}
    for row in funnel(imported, breakdown="origin"):
        found.setdefault("∅" if row["label"] is None else str(row["label"]), []).append(row["units"])

    expected = truth["by origin: MQLs, deals, rate"]
    assert isinstance(expected, dict)
    assert found == {origin: counts[:2] for origin, counts in expected.items()}


def test_conversion_by_month(imported: tuple[Workspace, ImportReport], truth: dict[str, object]) -> None:
    found: dict[str, list[object]] = {}
    for row in funnel(imported, breakdown="month"):
        found.setdefault(str(row["label"]), []).append(row["units"])

    assert found == truth["cohort by first-contact month: MQLs, deals"]


def test_map_cells_show_the_same_figures(numbers: MapNumbers, truth: dict[str, object]) -> None:
    lead, won = numbers.phases["lead"], numbers.phases["won"]

    assert (lead.touches, lead.accounts, won.touches, won.accounts) == (8000, 8000, 842, 842)
    assert lead.conversion is not None
    assert (lead.conversion.part, lead.conversion.of) == (842, 8000)
    assert lead.days_to_next is not None
    assert (lead.days_to_next.median, lead.out_of_order) == (14.0, 1)


def test_touchpoints_of_the_map_show_each_origin(numbers: MapNumbers, truth: dict[str, object]) -> None:
    expected = truth["by origin: MQLs, deals, rate"]
    assert isinstance(expected, dict)
    measured = sorted(
        [cell.touches, cell.conversion.part]
        for cell in numbers.touchpoints.values()
        if cell.conversion is not None and cell.conversion.part != cell.conversion.of
    )

    assert measured == sorted(counts[:2] for counts in expected.values())


def test_importing_again_adds_nothing(imported: tuple[Workspace, ImportReport], folder: Path) -> None:
    workspace, _ = imported
    before = workspace.maps.numbers("olist-b2b-funnel")

    again = workspace.sources.import_files(tuple(sorted(folder.glob("*.csv"))), EXAMPLE / "recipe.yaml")

    assert (again.stored, again.duplicate) == (0, 8842)
    assert workspace.maps.numbers("olist-b2b-funnel") == before
    assert workspace.check() == []
