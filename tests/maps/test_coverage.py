"""Coverage of a buying group and presence of roles, against slow and obvious reckoning."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.maps import (
    BuyingGroup,
    BuyingGroupMember,
    RolePresence,
    Solution,
    coverage,
    data_solutions,
    needed_roles,
    new_map_from_template,
)
from wegmarke.maps.presence import Presence

DOCUMENT = new_map_from_template("b2b-default", "pumps")
ROLES = ("initiator", "end_user", "influencer", "buyer", "decider")
MEMBERS = st.lists(
    st.builds(
        lambda persona, roles, influence, count: BuyingGroupMember(
            persona=persona, roles=tuple(roles), influence=influence, min_count=count
        ),
        st.sampled_from([persona.id for persona in DOCUMENT.personas]),
        st.lists(st.sampled_from(ROLES), unique=True, max_size=3),
        st.none() | st.integers(0, 5),
        st.none() | st.integers(1, 3),
    ),
    max_size=5,
)


def group_of(members) -> BuyingGroup:
    return BuyingGroup(id="bg", title=LocalizedText(de="G", en="G"), members=tuple(members))


@given(MEMBERS, st.dictionaries(st.sampled_from(ROLES), st.integers(0, 4)))
def test_coverage_is_the_mean_over_chairs_by_influence(members, there):
    of_persona = {persona.id: persona.roles for persona in DOCUMENT.personas}
    chairs: dict[str, int] = {}
    strength: dict[str, int] = {}
    for one in members:
        for role in one.roles or of_persona[one.persona]:
            chairs[role] = chairs.get(role, 0) + (1 if one.min_count is None else one.min_count)
            strength[role] = max(strength.get(role, 0), 3 if one.influence is None else one.influence)
    if not any(strength.values()):
        strength = dict.fromkeys(strength, 1)
    total = sum(strength.values())
    wanted = [strength[role] * min(Fraction(1), Fraction(there.get(role, 0), chairs[role])) for role in chairs]

    found = coverage(needed_roles(DOCUMENT, group_of(members)), there)

    assert found == (pytest.approx(float(sum(wanted) / total)) if chairs else None)


def test_solution_is_known_by_id_titles_and_what_others_call_it():
    pumps = Solution(id="so_p", title=LocalizedText(de="Pumpen", en="Pumps"), external_refs=("crm:P-7",))
    document = replace(DOCUMENT, solutions=(pumps,))

    named = data_solutions(document, replace(group_of([]), solution="so_p"))

    assert named == {"so_p", "pumpen", "pumps", "crm:p-7", "p-7"}
    assert data_solutions(document, group_of([])) == frozenset()


def test_role_is_present_by_member_placement_and_phase_of_decision():
    decision = next(phase.id for phase in DOCUMENT.phases if phase.canonical is CanonicalPhase.DECISION)
    other = next(phase.id for phase in DOCUMENT.phases if phase.id != decision)
    persona = DOCUMENT.personas[0].id
    member = BuyingGroupMember(persona=persona, roles=("champion",), influence=5, needed_for_phases=(other,))
    decider = BuyingGroupMember(persona=persona, roles=("decider",))
    bare = replace(DOCUMENT, placements=(), lanes=(), personas=(replace(DOCUMENT.personas[0], roles=()),))
    matrix = RolePresence(replace(bare, buying_groups=(group_of([member, decider]),)), ())

    assert matrix.presence("champion", other) == Presence("active", 3)
    assert matrix.presence("champion", decision).kind == "informed"
    assert matrix.presence("decider", decision).kind == "decides"
    assert matrix.presence("buyer", decision).kind == "role_missing"
    assert matrix.presence("buyer", other).kind == ""
