"""What the CRM notes beside the contacts: opportunities with their stages, and who plays which part in a decision.

Notes tell of work inside the company, not of a contact; no touchpoint recognises them. They are derived from what was
decided and written down before, so that they cost no chance and change nothing else.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from wegmarke.demo import vocabulary as words
from wegmarke.demo.attention import Scene

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_QUALIFIED, _QUOTING, _QUOTED, _WON, _LOST = range(5)


def opportunities(scene: Scene, worth: Integers) -> None:
    """Open an opportunity when an account begins to negotiate, and note each stage that it reaches."""
    lives = scene.lives
    quoted = lives.quote_at < np.where(lives.won | lives.lost, lives.close_at, np.inf)
    for stage, at, reached in (
        (_QUALIFIED, lives.negotiate_at, lives.negotiates),
        (_QUOTING, lives.request_at, lives.negotiates),
        (_QUOTED, lives.quote_at, lives.negotiates & quoted),
        (_WON, lives.close_at, lives.won),
        (_LOST, lives.close_at, lives.lost),
    ):
        account = np.flatnonzero(reached)
        team = words.TEAM[(scene.cast.first + account) % len(words.TEAM)]
        facts = [np.full(len(account), words.STAGE[stage]), words.SOLUTION[_family(scene, account)], team]
        # a first guess is made in steps of five thousand
        value = worth[account] if stage >= _QUOTED else (worth[account] // 500_000 + 1) * 500_000
        scene.draft.add("opportunity_changed", at=at[account], account=account, value=value, facts=facts)


def buying_roles(scene: Scene) -> None:
    """Note the part of everybody the CRM knows at an account that negotiates, from when both are known."""
    cast, lives = scene.cast, scene.lives
    person = np.flatnonzero(lives.negotiates[cast.account] & _known(scene))
    account = cast.account[person]
    at = np.maximum(scene.joined[person], lives.negotiate_at[account])
    in_time = at < np.where(np.isfinite(lives.close_at), lives.close_at, lives.quote_at)[account]
    person, account, at = person[in_time], account[in_time], at[in_time]
    facts = [scene.role(person), words.SOLUTION[_family(scene, account)]]
    scene.draft.add("buying_role_assigned", at=at, account=account, person=person, facts=facts)


def _family(scene: Scene, account: Integers) -> Integers:
    """Return the number of the family of products that each account is after."""
    family: Integers = np.searchsorted(words.PRODUCT, scene.favourite[account]).astype(np.int64)
    return family


def _known(scene: Scene) -> NDArray[np.bool_]:
    """Tell whose address any system but the website tells; noting a part must not make others known."""
    columns = scene.draft.columns()
    tells = words.TELLS_WHO[columns.kind] & (columns.person >= 0)
    known = np.zeros(scene.cast.persons, dtype=np.bool_)
    known[columns.person[tells]] = True
    return known
