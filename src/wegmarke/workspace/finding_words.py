"""What is wrong in the data about accounts, as a sentence in the reader's language."""

from __future__ import annotations

from datetime import tzinfo

from wegmarke.domain.accounts import Finding, FindingCode
from wegmarke.i18n import Translator, marked

_SENTENCES = {
    FindingCode.CIRCULAR_PARENTS: marked(
        "finding", "Parents go round in a circle: %(accounts)s. Correct the parent of one of them."
    ),
    FindingCode.UNKNOWN_PARENT: marked(
        "finding", "%(accounts)s names %(parent)s as its parent, which is no account here. Correct it, or import it."
    ),
    FindingCode.FREE_MAIL_DOMAIN: marked(
        "finding", "%(accounts)s has the domain %(domain)s, where anybody gets an address. It tells no account apart."
    ),
    FindingCode.TWO_ACCOUNTS: marked(
        "finding",
        "%(persons)s belongs to several accounts from %(from_at)s to %(to_at)s: %(accounts)s. Say which membership has "
        "ended.",
    ),
    FindingCode.ENDS_BEFORE_START: marked(
        "finding",
        "The membership of %(persons)s at %(accounts)s begins on %(from_at)s and ends on %(to_at)s. It does not count "
        "until one of the days is corrected.",
    ),
    FindingCode.ENDS_WITHOUT_START: marked(
        "finding",
        "The membership of %(persons)s at %(accounts)s ends on %(to_at)s, but nobody said when it began. It does not "
        "count.",
    ),
    FindingCode.MEMBERSHIP_INCOMPLETE: marked(
        "finding", "A membership from %(source)s of %(occurred_at)s names no person or no account."
    ),
    FindingCode.STAGE_WENT_BACK: marked(
        "finding",
        "Opportunity %(opportunity)s from %(source)s went back from %(previous_stage)s to %(stage)s on "
        "%(occurred_at)s.",
    ),
    FindingCode.OPPORTUNITY_WITHOUT_ACCOUNT: marked(
        "finding", "Opportunity %(opportunity)s from %(source)s names no account. Its stage: %(stage)s."
    ),
    FindingCode.OPPORTUNITY_WITHOUT_NUMBER: marked(
        "finding", "A change from %(source)s of %(occurred_at)s does not say of which opportunity."
    ),
    FindingCode.UNKNOWN_ROLE: marked(
        "finding",
        "%(persons)s has the role %(role)s for %(solution)s at %(accounts)s, which is no role of a buying group.",
    ),
    FindingCode.ROLE_INCOMPLETE: marked(
        "finding", "A role from %(source)s of %(occurred_at)s names no person, account, solution or role."
    ),
}


def finding_words(finding: Finding, t: Translator, zone: tzinfo) -> str:
    """Return the sentence of a finding, with days in a zone; texts and labels stand in it as they are."""
    days = {name: t.formats.day(at, zone) for name, at in finding.instants.items()}
    named = {
        "persons": ", ".join(person.label for person in finding.persons),
        "accounts": ", ".join(account.label for account in finding.accounts),
    }
    return t.label(_SENTENCES[finding.code]) % {**finding.values, **days, **named}
