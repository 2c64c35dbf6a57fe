"""The format of a stage model: YAML or JSON text in, canonical YAML out, nothing lost."""

from __future__ import annotations

from typing import cast

from wegmarke.documents import Reading, content_of, read_text, write_text
from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.stages.checks import model_problems
from wegmarke.stages.document import FORMAT, StageModel

_WHAT = "stage model"
_MESSAGE = "The stage model has problems; nothing of it was taken over."


def load_model(text: str) -> StageModel:
    """Read a stage model from YAML or JSON text, or raise `DocumentInvalid` with all problems.

    >>> model = load_model("{id: m, title: M, subject: account, stages: [{id: a, title: A, rule: {event: seen}}]}")
    >>> model.subject, model.stages[0].id
    (<StageSubject.ACCOUNT: 'account'>, 'a')
    """
    document = read_text(text, _WHAT)
    content = document.content
    if not isinstance(content, dict):
        remedy = "Start with `wegmarke stage model show` and change what it prints."
        problem = Problem(_WHAT, "a mapping with id, title, subject and stages", "none", remedy)
        raise DocumentInvalid(_MESSAGE, problems=[problem])
    if content.get("format", FORMAT) != FORMAT:
        remedy = "Open it with the program that wrote it, or update this one."
        problem = Problem("format", FORMAT, repr(content["format"])[:60], remedy, "unknown_format")
        raise DocumentInvalid(_MESSAGE, problems=[problem])
    reading = Reading(document.lines, _WHAT)
    model = cast("StageModel", reading.part(StageModel, content, ()))
    problems = [*reading.problems, *model_problems(model, reading)]
    if problems:
        raise DocumentInvalid(_MESSAGE, problems=problems)
    return model


def dump_model(model: StageModel) -> str:
    """Write a stage model as YAML text; `load_model` gives an equal model back.

    >>> text = "{id: m, title: M, subject: account, stages: [{id: a, title: A, rule: {event: seen}}]}"
    >>> print(dump_model(load_model(text)), end="")
    format: stage-model/1
    id: m
    title: M
    subject: account
    stages:
    - id: a
      title: A
      rule:
        event: seen
    """
    return write_text(content_of(model))
