"""A score document as readers see it, and what differs between two versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from wegmarke.documents import Plain, content_of
from wegmarke.domain import Language, LocalizedText
from wegmarke.domain.scores import ScoreChange, ScorePart, ScoreThreshold, ScoreVersion
from wegmarke.rules import explain_rule, explain_subject_rule
from wegmarke.segments.scores.amounts import in_cents, shown
from wegmarke.segments.scores.document import EngagementScore, EventPart, FieldPart, FitScore, GradeScore, Score
from wegmarke.segments.scores.versions import Kept

_AT = LocalizedText(de="am Kontaktpunkt", en="at touchpoint")


def summary(kept: Kept, inside: Mapping[str, int]) -> ScoreVersion:
    """Return a version for readers; `inside` counts subjects by threshold."""
    score = kept.score
    return ScoreVersion(
        score=score.id,
        kind=score.kind,
        title=score.title,
        version=kept.version,
        created_at=kept.created_at,
        text=kept.text,
        content_hash=kept.content_hash,
        who=kept.who,
        why=kept.why,
        parts=tuple(_parts(score)),
        thresholds=tuple(
            ScoreThreshold(
                one.id,
                one.title,
                one.of,
                shown(in_cents(one.enter_at)),
                shown(in_cents(one.leave_below)),
                inside.get(one.id, 0),
            )
            for one in (score.thresholds if isinstance(score, EngagementScore) else ())
        ),
        reads=(score.fit, score.engagement) if isinstance(score, GradeScore) else (),
        letters_from=tuple(map(_cents, score.letters_from)) if isinstance(score, GradeScore) else (),
        digits_from=tuple(map(_cents, score.digits_from)) if isinstance(score, GradeScore) else (),
    )


def differences(before: Score, after: Score) -> list[ScoreChange]:
    """List what differs, by place in the document; parts are known by their ids."""
    old, new = (dict(_leaves("", content_of(score))) for score in (before, after))
    places = dict.fromkeys([*new, *old])
    return [
        ScoreChange(place, old.get(place, ""), new.get(place, ""))
        for place in places
        if old.get(place) != new.get(place)
    ]


def _cents(value: float) -> Decimal:
    return shown(in_cents(value))


def _parts(score: Score) -> Iterator[ScorePart]:
    if isinstance(score, EngagementScore):
        for event in score.parts:
            yield ScorePart(
                event.id,
                event.title,
                _events_in_words(event),
                _cents(event.points),
                event.most_per_day,
                _cents(score.half_life_of(event)),
                score.window_of(event),
            )
    elif isinstance(score, FitScore):
        for part in score.parts:
            yield ScorePart(part.id, part.title, _fields_in_words(part), _cents(part.points))


def _events_in_words(part: EventPart) -> LocalizedText:
    def words(language: Language) -> str:
        said = [explain_rule(part.rule, language)] if part.rule is not None else []
        if part.touchpoints:
            said.append(f"{_AT.get(language)} {', '.join(part.touchpoints)}")
        return ", ".join(said)

    return LocalizedText(de=words(Language.DE), en=words(Language.EN))


def _fields_in_words(part: FieldPart) -> LocalizedText:
    return LocalizedText(
        de=explain_subject_rule(part.rule, Language.DE), en=explain_subject_rule(part.rule, Language.EN)
    )


def _leaves(place: str, content: Plain) -> Iterator[tuple[str, str]]:
    if isinstance(content, dict):
        for name, inner in content.items():
            yield from _leaves(f"{place}.{name}".lstrip("."), inner)
    elif isinstance(content, list):
        for number, inner in enumerate(content):
            named = (inner.get("id") or inner.get("role")) if isinstance(inner, dict) else None
            yield from _leaves(f"{place}[{named or number}]", inner)
    else:
        yield place, str(content)
