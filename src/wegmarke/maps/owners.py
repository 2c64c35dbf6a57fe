"""Who owns a map or a thing on it, said in one language.

Owners are names of teams or persons and no localised texts; one that is called otherwise in each language is written
`Vertrieb / Sales`, German first.
"""

from __future__ import annotations

from wegmarke.domain import Language


def owner_name(owner: str, language: Language) -> str:
    """Return the name of an owner in a language.

    >>> owner_name("Vertrieb / Sales", Language.EN), owner_name("Einkauf", Language.EN)
    ('Sales', 'Einkauf')
    """
    sides = owner.split(" / ")
    return (sides[0] if language is Language.DE else sides[-1]) if len(sides) == 2 else owner
