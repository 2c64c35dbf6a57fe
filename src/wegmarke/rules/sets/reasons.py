"""Says why one subject does or does not satisfy a rule: every part, with the events that count."""

from __future__ import annotations

from wegmarke.rules.sets.plan import Plan
from wegmarke.rules.sets.sources import NOBODY, BehaviourSource, FieldSource, Moment, Subjects
from wegmarke.rules.subjects.history import History, SubjectKind
from wegmarke.rules.subjects.reference import Answer, answer_for


def explain_subject(
    plan: Plan,
    subject: Subjects,
    moment: Moment,
    behaviours: BehaviourSource,
    fields: FieldSource | None = None,
) -> Answer:
    """Judge every part of a rule for one subject, with its events; `explain_answer` puts that into words.

    The whole history of the subject is read and judged by the reference, which agrees with the compiled form.

    Args:
        plan: the compiled rule.
        subject: a set of one.
        moment: when and in which zone.
        behaviours: knows its events.
        fields: knows its fields; without it all are missing.
    """
    (number,), (account,) = subject.numbers.tolist(), subject.accounts.tolist()
    history = History(
        kind=SubjectKind(subject.kind),
        subject=number,
        account=None if account == NOBODY else account,
        events=behaviours.events_of(subject, moment),
        roles=behaviours.roles_at(account),
        fields=fields.fields_of(number, moment) if fields is not None else {},
    )
    return answer_for(plan.rule, history, moment.as_of, moment.zone)
