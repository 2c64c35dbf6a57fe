"""The format of a score document: YAML or JSON text in, canonical YAML out, nothing lost."""

from __future__ import annotations

from typing import cast

from wegmarke.documents import Plain, Reading, content_of, read_text, write_text
from wegmarke.domain import DocumentInvalid, Problem
from wegmarke.domain.scores import ScoreKind
from wegmarke.segments.scores.checks import score_problems
from wegmarke.segments.scores.document import FORMAT, KINDS, Score

_WHAT = "score document"
_MESSAGE = "The score document has problems; nothing of it was taken over."


def load_score(text: str) -> Score:
    """Read a score document from YAML or JSON text, or raise `DocumentInvalid` with all problems.

    >>> text = "{id: e, kind: engagement, title: E, parts: [{id: a, title: A, points: 5, rule: {event: seen}}]}"
    >>> load_score(text).parts[0].points
    5.0
    """
    document = read_text(text, _WHAT)
    content = document.content
    kind = _kind_of(content)
    reading = Reading(document.lines, _WHAT)
    score = cast("Score", reading.part(KINDS[kind], content, ()))
    problems = [*reading.problems, *score_problems(score, reading)]
    if problems:
        raise DocumentInvalid(_MESSAGE, problems=problems)
    return score


def dump_score(score: Score) -> str:
    """Write a score document as YAML text; `load_score` gives an equal one back.

    >>> text = "{id: e, kind: engagement, title: E, parts: [{id: a, title: A, points: 5, rule: {event: seen}}]}"
    >>> load_score(dump_score(load_score(text))) == load_score(text)
    True
    """
    return write_text(content_of(score))


def _kind_of(content: Plain) -> ScoreKind:
    if not isinstance(content, dict):
        remedy = "Start with `wegmarke score show` and change what it prints."
        problem = Problem(_WHAT, "a mapping with id, kind, title and parts", "none", remedy)
        raise DocumentInvalid(_MESSAGE, problems=[problem])
    if content.get("format", FORMAT) != FORMAT:
        remedy = "Open it with the program that wrote it, or update this one."
        problem = Problem("format", FORMAT, repr(content["format"])[:60], remedy, "unknown_format")
        raise DocumentInvalid(_MESSAGE, problems=[problem])
    kinds = [kind.value for kind in ScoreKind]
    if content.get("kind") not in kinds:
        came = repr(content.get("kind"))[:60] if "kind" in content else "nothing"
        remedy = "The kind says what else can stand in the document."
        raise DocumentInvalid(_MESSAGE, problems=[Problem("kind", f"one of {', '.join(kinds)}", came, remedy)])
    return ScoreKind(str(content["kind"]))
