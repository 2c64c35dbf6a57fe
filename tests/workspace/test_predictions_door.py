"""Predictions in a workspace: fitted, kept, scored, said as events, and without whoever objects to profiling."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import replace
from datetime import timedelta

import pytest
from buying_accounts import BEGIN, buying_accounts
from event_builders import event_table
from typer.testing import CliRunner

from wegmarke.cli.application import application
from wegmarke.domain import NotFound, SetClock, UsageError
from wegmarke.domain.predictions import ModelKind, PredictionQuestion
from wegmarke.domain.scores import ScoreUnit
from wegmarke.workspace import Settings, init

NOW = BEGIN + timedelta(days=361)
PLACES = ("tp_ad", "tp_page", "tp_demo", "tp_order")
MAP = """
format: journey-map/1
id: way
title: Way
phases: [{id: ph_look, title: Look, canonical: awareness}]
touchpoints:
""" + "".join(
    f"  - {{id: {place}, title: {place}, phase: ph_look, rule: {{event: {place[3:]}_seen}}}}\n" for place in PLACES
)
ORDERS = PredictionQuestion(
    conversion=("tp_order",), horizon_days=30, active_days=90, cutoffs=5, repeats=True, kind=ModelKind.LINEAR
)
PERSONS = replace(ORDERS, by="person")


def events():
    rows = buying_accounts(400).to_pylist()
    return [
        {
            "source": "crm", "source_event_id": str(number), "name": f"{row['touchpoint'][3:]}_seen",
            "occurred_at": row["time"], "precision": "instant", "sequence": number,
            "person_identifiers": [{"kind": "email", "value": f"p{row['unit']}.{number % 2}@a{row['unit']}.example"}],
            "account_identifiers": [{"kind": "crm_account", "value": f"a{row['unit']}"}],
            "properties": [],
        }
        for number, row in enumerate(rows)
    ]  # fmt: skip


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("predictions") / "ws"
    with init(folder, Settings(name="Test"), clock=SetClock(NOW)) as opened:
        opened.maps.put(MAP)
        opened.stores.inbox.accept("crm", event_table(events()))
        opened.stores.settle()
        opened.predictions.train("orders", ORDERS, "Order of calls")
        opened.predictions.train("persons", PERSONS)
        yield opened


def test_a_model_is_kept_with_its_card_and_version(workspace):
    card, again = (workspace.predictions.train("kept", ORDERS, "Order of calls") for _ in range(2))

    assert (card.version, again.version) == (1, 2)
    assert workspace.predictions.card("kept", 1) == card
    assert card.positives >= 100
    assert card.auc.value > 0.65
    assert (card.auc, card.curve, card.features) == (again.auc, again.curve, again.features)
    assert [one.version for one in workspace.predictions.versions("kept")] == [2, 1]
    assert "Order of calls" in workspace.predictions.card_text("kept")
    assert {"tp_demo"} <= {one.id.partition(":")[2] for one in card.features}
    workspace.predictions.remove("kept")
    assert "kept" not in [one.model for one in workspace.predictions.all()]


def test_scores_are_ordered_and_their_reasons_sum(workspace):
    page = workspace.predictions.scored("orders", size=10)
    chances = [line.probability for line in page.lines]

    assert chances == sorted(chances, reverse=True)
    assert page.total > 100
    for line in page.lines:
        odds = line.average + sum(reason.points for reason in line.reasons) + line.rest
        assert 1 / (1 + math.exp(-odds)) == pytest.approx(line.probability)
    whole = workspace.predictions.of("orders", page.lines[0].unit)
    assert whole.rest == 0
    assert whole.probability == pytest.approx(chances[0])
    with pytest.raises(NotFound, match="expected one with a score"):
        workspace.predictions.of("orders", 10**9)


def test_scores_said_twice_on_a_day_are_stored_once_and_change_no_score(workspace):
    before, stored = workspace.predictions.scored("orders", size=50), workspace.overview().events
    said = workspace.predictions.announce("orders")
    once = workspace.overview().events
    workspace.predictions.announce("orders")

    assert once == stored + said == workspace.overview().events
    assert said == before.total
    after = workspace.predictions.scored("orders", size=50)
    assert [line.probability for line in after.lines] == [line.probability for line in before.lines]


def test_who_objects_is_neither_scored_nor_learnt_from_nor_counted_at_the_account(workspace):
    plan, top = workspace.predictions.plan(PERSONS), workspace.predictions.scored("persons", size=1).lines[0].unit
    accounts = workspace.predictions.plan(ORDERS)

    done = workspace.objections.add(top, source="mail")

    assert done.is_new
    assert done.models >= 2
    less = workspace.predictions.plan(PERSONS)
    assert (less.objecting, plan.objecting) == (1, 0)
    assert less.n < plan.n
    assert workspace.predictions.plan(ORDERS).positives <= accounts.positives
    with pytest.raises(NotFound):
        workspace.predictions.of("persons", top)
    assert workspace.predictions.scored("persons", size=1).n_objecting == 1
    assert workspace.scores.all_of(top, ScoreUnit.PERSON) == []
    assert top not in [line.subject for line in workspace.scores.top("engagement", size=500).lines]
    assert [one.person for one in workspace.objections.list(top)] == [top]

    assert workspace.objections.withdraw(top).is_new
    assert workspace.predictions.plan(PERSONS).n == plan.n
    assert workspace.objections.list(top)[0].withdrawn_at == NOW
    assert not workspace.objections.withdraw(top).is_new


def test_an_objection_follows_when_persons_become_one(workspace):
    first, second = (line.unit for line in workspace.predictions.scored("persons", size=2).lines)
    workspace.objections.add(second, source="phone")

    one = workspace.persons.merge(first, second, "same person")

    assert [kept.person for kept in workspace.objections.list(one) if kept.withdrawn_at is None] == [one]
    with pytest.raises(NotFound):
        workspace.predictions.of("persons", one)
    workspace.objections.withdraw(one)


def test_nothing_is_fitted_on_few_cases_and_nothing_is_kept(workspace):
    few = PredictionQuestion(conversion=("tp_order",), horizon_days=1, cutoffs=3)

    assert "100" in workspace.predictions.plan(few).refused.en
    with pytest.raises(UsageError, match="100"):
        workspace.predictions.train("few", few)
    with pytest.raises(UsageError, match="conversion"):
        workspace.predictions.plan(PredictionQuestion(conversion=("nowhere",)))
    with pytest.raises(NotFound, match="orders"):
        workspace.predictions.card("few")


def test_drift_lays_what_was_foretold_beside_what_happened(workspace):
    found = workspace.predictions.drift("orders", at=NOW - timedelta(days=60))

    assert found.happened > 0
    assert found.foretold == pytest.approx(found.happened, rel=0.4)
    assert found.stability < 0.25


def test_commands_say_what_the_doors_do(workspace):
    def run(*words):
        return CliRunner().invoke(application, [words[0], words[1], str(workspace.folder.path), *words[2:]])

    assert "AUC" in run("predict", "list").output
    tried = run("predict", "train", "x", "--conversion", "tp_order", "--horizon", "1", "--dry-run")
    assert "cannot be fitted" in tried.output
    assert "object to profiling" in run("predict", "score", "orders", "--size", "2").output
    assert "# orders" in run("predict", "show", "orders").output
    assert "stability" in run("predict", "drift", "orders").output
    unit = str(workspace.predictions.scored("orders", size=1).lines[0].unit)
    assert "average" in run("predict", "explain", "orders", unit).output
    assert "associational" in run("predict", "next-best", "orders", unit).output
    assert "objections" in run("objection", "list").output
    assert "would be written down" in run("objection", "add", unit, "--dry-run").output


def test_lift_of_a_file_is_that_of_its_rows(tmp_path):
    file = tmp_path / "mailing.csv"
    lines = [f"mail,{int(place < 30)},{place}" for place in range(100)]
    lines += [f"none,{int(place < 10)},0" for place in range(100)]
    file.write_text("group,bought,spent\n" + "\n".join(lines) + "\n", encoding="utf-8")
    words = ["predict", "lift", str(file), "--group", "group", "--treated", "mail", "--holdout", "none"]

    done = CliRunner().invoke(application, [*words, "--outcome", "bought", "--random", "--format", "csv"])
    undeclared = CliRunner().invoke(application, [*words, "--outcome", "bought"])
    wordy = CliRunner().invoke(application, [*words, "--outcome", "group", "--random"])

    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert (float(row["treated"]), float(row["holdout"])) == (0.3, 0.1)
    assert float(row["lift"]) == pytest.approx(0.2)
    assert float(row["low"]) < 0.2 < float(row["high"])
    assert isinstance(undeclared.exception, UsageError) or "expected a holdout" in undeclared.output
    assert isinstance(wordy.exception, UsageError) or "expected numbers" in wordy.output
