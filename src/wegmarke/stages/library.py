"""The stage models the product brings along; each holds until a workspace saves one with the same id."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

from wegmarke.stages.document import StageModel
from wegmarke.stages.native import load_model

DEFAULTS: Final = ("account", "person", "opportunity")


@cache
def default_model(name: str) -> StageModel:
    """Return a model that the product brings along.

    >>> [stage.id for stage in default_model("account").stages][:3]
    ['anonymous', 'lead', 'mql']
    """
    file = resources.files("wegmarke.stages").joinpath("templates", f"{name}.yaml")
    return load_model(file.read_text(encoding="utf-8"))
