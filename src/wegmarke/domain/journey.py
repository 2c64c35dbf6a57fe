"""The closed lists that maps, touches and analyses share."""

from __future__ import annotations

import enum


class Unit(enum.StrEnum):
    """What a path belongs to."""

    PERSON = "person"  # one human, known or anonymous
    ACCOUNT = "account"  # the company we sell to
    BUYING_GROUP = "buying_group"  # the people deciding on one solution at one account
    OPPORTUNITY = "opportunity"  # a deal in the CRM
    ORDER = "order"  # what somebody bought, by the number its source gave it


TOUCH_UNITS = (Unit.PERSON, Unit.ACCOUNT)
"""Units of which a touch has one at most: columns of the touch table. It may belong to several of the others."""


class CanonicalPhase(enum.StrEnum):
    """The phase underneath a map's own phase; keeps maps comparable.

    Members stand in the order of the journey. `EXIT` stands beside it: reaching it is no progress.
    """

    AWARENESS = "awareness"  # Aufmerksamkeit
    CONSIDERATION = "consideration"  # Erwägung
    DECISION = "decision"  # Entscheidung/Kauf
    SERVICE = "service"  # Service/Onboarding
    RETENTION = "retention"  # Kundenbindung
    LOYALTY = "loyalty"  # Loyalität
    ADVOCACY = "advocacy"  # Weiterempfehlung
    EXIT = "exit"  # Kündigung, Storno


class Precision(enum.StrEnum):
    """How exactly a source knows when something happened."""

    INSTANT = "instant"  # to the second or better
    DAY = "day"  # a date only


class Measure(enum.StrEnum):
    """What a number on a map counts."""

    TOUCHES = "touches"  # touches in the period
    PERSONS = "persons"  # distinct persons with at least one touch
    ACCOUNTS = "accounts"  # distinct accounts with at least one touch
    CONVERSION = "conversion"  # share of units that go on to a later phase
    MEDIAN_DAYS = "median_days"  # days from entering to the next phase, of those who went on
    VALUE = "value"  # sum of values in minor currency units
    NPS = "nps"  # net promoter score of the answers, -100..100
    SATISFACTION = "satisfaction"  # mean of answers, on the map's scale -2..2
