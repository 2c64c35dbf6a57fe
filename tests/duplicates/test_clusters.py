from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

import networkx as nx
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wegmarke.domain.errors import UsageError
from wegmarke.duplicates import Guards, cluster

NO_GUARDS = Guards()
DAYS = ["1950-01-01", "1951-02-02", "1978-11-23", "1899-05-17", None]
chances = st.integers(0, 20).map(lambda twentieths: twentieths / 20)


@st.composite
def graphs(draw):
    names = [f"r{number}" for number in range(draw(st.integers(2, 9)))]
    pairs = draw(st.dictionaries(st.sampled_from(list(itertools.combinations(names, 2))), chances))
    born = {name: draw(st.sampled_from(DAYS)) for name in names}
    return names, pairs, born


@settings(deadline=None)
@given(graphs(), chances)
def test_without_guards_clusters_are_connected_components(graph, threshold):
    names, pairs, born = graph
    known = nx.Graph()
    known.add_nodes_from(names)
    known.add_edges_from(pair for pair, chance in pairs.items() if chance >= threshold and chance > 0)

    found = groups(cluster(table(pairs), records(born), threshold, NO_GUARDS))

    assert found == {frozenset(component) for component in nx.connected_components(known)}


@settings(deadline=None, max_examples=200)
@given(graphs(), st.sampled_from([0.0, 0.3, 0.5]), st.sampled_from([0.0, 0.1, 0.25, 0.5]), st.data())
def test_guarded_clusters_are_those_of_the_slow_way(graph, threshold, cohesion, data):
    names, pairs, born = graph
    refused = data.draw(st.lists(st.sampled_from(list(itertools.combinations(names, 2))), max_size=2))
    counting = {pair: chance for pair, chance in pairs.items() if chance >= threshold and chance > 0}
    wanted = slowly(counting, born, cohesion, refused)

    found = cluster(table(pairs), records(born), threshold, Guards(cohesion, ("born_on",)), couples(refused))

    assert groups(found) == wanted


@settings(deadline=None, max_examples=200)
@given(graphs(), st.sampled_from([0.0, 0.1, 0.5]), st.data())
def test_confirmed_pairs_are_together_and_refused_ones_apart(graph, cohesion, data):
    names, pairs, born = graph
    all_pairs = list(itertools.combinations(names, 2))
    confirmed = data.draw(st.lists(st.sampled_from(all_pairs), max_size=3))
    joined = nx.Graph([*confirmed, *((name, name) for name in names)])
    apart = [pair for pair in all_pairs if not nx.has_path(joined, *pair)]
    refused = data.draw(st.lists(st.sampled_from(apart), max_size=3)) if apart else []
    counting = {pair: chance for pair, chance in pairs.items() if chance >= 0.3}
    wanted = slowly(counting, born, cohesion, refused, [frozenset(part) for part in nx.connected_components(joined)])

    found = cluster(
        table(pairs), records(born), 0.3, Guards(cohesion, ("born_on",)), couples(refused), couples(confirmed)
    )

    of = dict(zip(found["id"].to_pylist(), found["cluster"].to_pylist(), strict=True))
    assert all(of[left] == of[right] for left, right in confirmed)
    assert not any(of[left] == of[right] for left, right in refused)
    assert groups(found) == wanted


def test_decisions_that_contradict_each_other_are_named():
    nobody = records(dict.fromkeys("abc"))

    with pytest.raises(UsageError, match="pair 'a', 'c': expected two records, got one"):
        cluster(table({}), nobody, 0.5, NO_GUARDS, couples([("a", "c")]), couples([("a", "b"), ("b", "c")]))


def test_decisions_about_records_that_are_no_more_say_nothing():
    nobody = records(dict.fromkeys("ab"))

    found = cluster(table({}), nobody, 0.5, NO_GUARDS, couples([("a", "gone")]), couples([("gone", "b")]))

    assert groups(found) == {frozenset("a"), frozenset("b")}


@settings(deadline=None)
@given(graphs(), st.randoms(use_true_random=False))
def test_order_of_pairs_and_records_never_matters(graph, chance):
    _, pairs, born = graph
    guards = Guards(0.1, ("born_on",))
    straight = cluster(table(pairs), records(born), 0.3, guards)
    mixed_pairs = [(pair[::-1] if chance.random() < 0.5 else pair, p) for pair, p in pairs.items()]
    mixed_born = list(born.items())
    chance.shuffle(mixed_pairs)
    chance.shuffle(mixed_born)

    mixed = cluster(table(dict(mixed_pairs)), records(dict(mixed_born)), 0.3, guards)

    assert mixed.equals(straight)


def test_a_cluster_is_called_by_its_smallest_id():
    found = cluster(table({("c", "b"): 0.9}), records({"c": None, "b": None, "a": None}), 0.5, NO_GUARDS)

    assert found.to_pydict() == {"id": ["a", "b", "c"], "cluster": ["a", "b", "b"]}


def test_who_was_born_in_another_century_is_not_joined_through_a_third():
    born = {"grandfather": "1899-05-17", "nobody knows": None, "grandson": "1978-11-23"}
    pairs = {("grandfather", "nobody knows"): 0.9, ("grandson", "nobody knows"): 0.8}

    found = groups(cluster(table(pairs), records(born), 0.5, Guards(0.1, ("born_on",))))

    assert found == {frozenset({"grandfather", "nobody knows"}), frozenset({"grandson"})}


def test_a_suggested_pair_outweighs_its_dates():
    born = {"a": "1899-05-17", "b": "1978-11-23"}

    found = groups(cluster(table({("a", "b"): 0.95}), records(born), 0.5, Guards(0.1, ("born_on",))))

    assert found == {frozenset({"a", "b"})}


@pytest.mark.parametrize("other", ["1878-11-23", "1987-11-23", "1979-01-05"])
def test_one_slip_in_a_date_forbids_nothing(other):
    born = {"a": "1978-11-23", "b": None, "c": other}

    found = groups(cluster(table({("a", "b"): 0.9, ("b", "c"): 0.9}), records(born), 0.5, Guards(0.1, ("born_on",))))

    assert found == {frozenset(born)}


def test_a_refused_pair_is_not_joined_through_a_third():
    pairs = {("a", "b"): 0.9, ("b", "c"): 0.8}
    nobody = dict.fromkeys("abc")

    found = groups(cluster(table(pairs), records(nobody), 0.5, NO_GUARDS, couples([("c", "a")])))

    assert found == {frozenset("ab"), frozenset("c")}


def test_one_pair_does_not_join_two_large_clusters():
    sides = ["a0", "a1", "a2", "a3", "a4"], ["b0", "b1", "b2", "b3", "b4"]
    pairs = {pair: 0.95 for side in sides for pair in itertools.combinations(side, 2)} | {("a0", "b0"): 0.9}
    born = dict.fromkeys(itertools.chain(*sides))

    guarded = groups(cluster(table(pairs), records(born), 0.5, Guards(cohesion=0.1)))
    unguarded = groups(cluster(table(pairs), records(born), 0.5, NO_GUARDS))

    assert (len(guarded), len(unguarded)) == (2, 1)


def test_records_without_pairs_stand_alone():
    found = cluster(table({}), records({"a": None, "b": "1950-01-01"}), 0.5, Guards(0.1, ("born_on",)))

    assert found["cluster"].to_pylist() == ["a", "b"]


def slowly(
    pairs: Mapping[tuple[str, str], float], born, cohesion: float, refused, begun: list[frozenset[str]] | None = None
) -> set[frozenset[str]]:
    """Join the two closest clusters again and again, looking at every pair of records each time."""
    clusters = begun or [frozenset({name}) for name in born]
    while True:
        choices = [
            (-closeness, min(one | other), max(min(one), min(other)), one, other)
            for one, other in itertools.combinations(clusters, 2)
            if (closeness := mean(pairs, one, other)) is not None and closeness >= Fraction(str(cohesion))
            if not any(contradict(pairs, born, refused, left, right) for left in one for right in other)
        ]
        if not choices:
            return set(clusters)
        *_, one, other = min(choices, key=lambda choice: choice[:3])
        clusters = [one | other, *(kept for kept in clusters if kept not in (one, other))]


def mean(pairs, one, other) -> Fraction | None:
    known = [
        Fraction(str(chance)) for pair, chance in pairs.items() if len(one & {*pair}) == 1 and len(other & {*pair}) == 1
    ]
    return sum(known, Fraction(0)) / (len(one) * len(other)) if known else None


def contradict(pairs, born, refused, left: str, right: str) -> bool:
    if any({left, right} == {*pair} for pair in refused):
        return True
    if any({left, right} == {*pair} for pair in pairs) or not (born[left] and born[right]):
        return False
    one, other = date.fromisoformat(born[left]), date.fromisoformat(born[right])
    differing = sum(a != b for a, b in zip(born[left], born[right], strict=True))
    return abs(one.year - other.year) > 10 and (one.month, one.day) != (other.month, other.day) and differing > 2


def table(pairs: Mapping[tuple[str, str], float]) -> pa.Table:
    rows = [(left, right, chance) for (left, right), chance in pairs.items()]
    types = {"left": pa.string(), "right": pa.string(), "probability": pa.float64()}
    return pa.table({name: pa.array([row[at] for row in rows], kind) for at, (name, kind) in enumerate(types.items())})


def couples(pairs) -> pa.Table:
    return table(dict.fromkeys(pairs, 0.0))


def records(born: Mapping[str, str | None]) -> pa.Table:
    return pa.table({"id": list(born), "born_on": pa.array(list(born.values()), pa.string())})


def groups(clusters: pa.Table) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in clusters.to_pylist():
        found.setdefault(row["cluster"], set()).add(row["id"])
    return {frozenset(group) for group in found.values()}
