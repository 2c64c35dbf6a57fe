"""The words of the closed lists: one marked label per value, German ones in the catalogue.

Values that a newer map brought along have no label here; `word` shows them as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

from wegmarke.domain import CanonicalPhase, Measure, Unit
from wegmarke.i18n import Translator, marked

UNITS = {
    Unit.ACCOUNT: marked("unit", "Account"),
    Unit.PERSON: marked("unit", "Person"),
}

UNITS_MANY = {
    Unit.ACCOUNT: marked("units", "Accounts"),
    Unit.PERSON: marked("units", "Persons"),
}

PHASES: Mapping[str, tuple[str, str]] = {
    CanonicalPhase.AWARENESS: marked("phase", "Awareness"),
    CanonicalPhase.CONSIDERATION: marked("phase", "Consideration"),
    CanonicalPhase.DECISION: marked("phase", "Decision/purchase"),
    CanonicalPhase.SERVICE: marked("phase", "Service"),
    CanonicalPhase.RETENTION: marked("phase", "Retention"),
    CanonicalPhase.LOYALTY: marked("phase", "Loyalty"),
    CanonicalPhase.ADVOCACY: marked("phase", "Advocacy"),
    CanonicalPhase.EXIT: marked("phase", "Exit"),
}

STATUSES = {
    "draft": marked("map status", "draft"),
    "in_review": marked("map status", "in review"),
    "approved": marked("map status", "approved"),
    "live": marked("map status", "live"),
    "retired": marked("map status", "retired"),
}

STATES = {
    "hypothesis": marked("map state", "Hypothesis"),
    "as_is": marked("map state", "As is"),
    "to_be": marked("map state", "To be"),
}

LANES = {
    "storyboard": marked("lane", "Storyboard"),
    "customer_goal": marked("lane", "Customer goal"),
    "activity": marked("lane", "Activity"),
    "need": marked("lane", "Need"),
    "question": marked("lane", "Question"),
    "thought": marked("lane", "Thought"),
    "touchpoint": marked("lane", "Touchpoints"),
    "channel": marked("lane", "Channel"),
    "buying_center": marked("lane", "Buying group"),
    "emotion": marked("lane", "Emotion"),
    "pain": marked("lane", "Pain point"),
    "gain": marked("lane", "Gain"),
    "pain_reliever": marked("lane", "Pain reliever"),
    "gain_creator": marked("lane", "Gain creator"),
    "content": marked("lane", "Content"),
    "frontstage": marked("lane", "Frontstage"),
    "backstage": marked("lane", "Backstage"),
    "system": marked("lane", "System"),
    "company_goal": marked("lane", "Company goal"),
    "kpi": marked("lane", "Metrics"),
    "conformance": marked("lane", "Conformance"),
    "automation": marked("lane", "Automation"),
    "opportunity": marked("lane", "Improvement"),
    "initiative": marked("lane", "Initiative"),
    "risk": marked("lane", "Risk"),
    "data_protection": marked("lane", "Data protection"),
    "nested_journey": marked("lane", "Nested map"),
    "review": marked("lane", "Review"),
    "text": marked("lane", "Text"),
    "image": marked("lane", "Image"),
}

CHANNELS = {
    "search_ad": marked("channel", "Search advert"),
    "social_ad": marked("channel", "Social advert"),
    "display": marked("channel", "Display"),
    "seo": marked("channel", "Search engine"),
    "website": marked("channel", "Website"),
    "landing_page": marked("channel", "Landing page"),
    "blog": marked("channel", "Blog"),
    "webshop": marked("channel", "Web shop"),
    "checkout": marked("channel", "Checkout"),
    "customer_portal": marked("channel", "Customer portal"),
    "app": marked("channel", "App"),
    "newsletter": marked("channel", "Newsletter"),
    "email": marked("channel", "E-mail"),
    "webinar": marked("channel", "Webinar"),
    "download": marked("channel", "Download"),
    "review_portal": marked("channel", "Review portal"),
    "trade_portal": marked("channel", "Trade portal"),
    "social_media": marked("channel", "Social media"),
    "chat": marked("channel", "Chat"),
    "phone": marked("channel", "Phone"),
    "video_call": marked("channel", "Video call"),
    "visit": marked("channel", "Visit"),
    "trade_fair": marked("channel", "Trade fair"),
    "event": marked("channel", "Event"),
    "print_ad": marked("channel", "Print advert"),
    "trade_press": marked("channel", "Trade press"),
    "direct_mail": marked("channel", "Letter"),
    "parcel_insert": marked("channel", "Parcel insert"),
    "radio_tv": marked("channel", "Radio and TV"),
    "branch": marked("channel", "Branch"),
    "partner": marked("channel", "Partner"),
    "referral": marked("channel", "Referral"),
    "offer": marked("channel", "Quotation"),
    "contract": marked("channel", "Contract"),
    "invoice": marked("channel", "Invoice"),
    "payment": marked("channel", "Payment"),
    "support_ticket": marked("channel", "Support ticket"),
    "survey": marked("channel", "Survey"),
    "sms": marked("channel", "SMS"),
    "fax": marked("channel", "Fax"),
    "self_service": marked("channel", "Self-service"),
    "other": marked("channel", "Other"),
}

MODES = {
    "online": marked("mode", "online"),
    "offline": marked("mode", "offline"),
    "hybrid": marked("mode", "hybrid"),
}

INFLUENCES = {
    "direct": marked("influence", "directly influenced"),
    "indirect": marked("influence", "indirectly influenced"),
}

OWNERSHIPS = {
    "owned": marked("ownership", "owned"),
    "paid": marked("ownership", "paid"),
    "earned": marked("ownership", "earned"),
    "partner": marked("ownership", "partner"),
}

ROLES = {
    "initiator": marked("role", "Initiator"),
    "end_user": marked("role", "End user"),
    "user": marked("role", "End user"),
    "influencer": marked("role", "Influencer"),
    "buyer": marked("role", "Buyer"),
    "decider": marked("role", "Decider"),
    "approver": marked("role", "Approver"),
    "gatekeeper": marked("role", "Gatekeeper"),
    "champion": marked("role", "Champion"),
    "economic_buyer": marked("role", "Economic buyer"),
    "technical_evaluator": marked("role", "Technical evaluator"),
    "executive_sponsor": marked("role", "Executive sponsor"),
    "legal_compliance": marked("role", "Legal and compliance"),
    "works_council": marked("role", "Works council"),
    "coach": marked("role", "Coach"),
    "blocker": marked("role", "Blocker"),
}

EVIDENCE = {
    "assumption": marked("evidence", "Assumption"),
    "anecdotal": marked("evidence", "Single statement"),
    "interview": marked("evidence", "Interview"),
    "survey": marked("evidence", "Survey"),
    "behavioural": marked("evidence", "Behavioural data"),
    "experiment": marked("evidence", "Experiment"),
}

EMOTIONS = {
    -2: marked("emotion", "very dissatisfied"),
    -1: marked("emotion", "dissatisfied"),
    0: marked("emotion", "neutral"),
    1: marked("emotion", "satisfied"),
    2: marked("emotion", "very satisfied"),
}

MEASURES = {
    Measure.TOUCHES: marked("measure", "Touches"),
    Measure.PERSONS: marked("measure", "Persons"),
    Measure.ACCOUNTS: marked("measure", "Accounts"),
    Measure.CONVERSION: marked("measure", "Conversion"),
    Measure.MEDIAN_DAYS: marked("measure", "Median days"),
    Measure.VALUE: marked("measure", "Value"),
    Measure.NPS: marked("measure", "NPS"),
    Measure.SATISFACTION: marked("measure", "Satisfaction"),
}

MEASURE_DEFINITIONS = {
    Measure.TOUCHES: marked("definition", "Touches recognised here in the period."),
    Measure.PERSONS: marked("definition", "Distinct persons with at least one touch here in the period."),
    Measure.ACCOUNTS: marked("definition", "Distinct accounts with at least one touch here in the period."),
    Measure.CONVERSION: marked(
        "definition", "Share of units with a touch here that went on to a later phase, with a 95 % Wilson interval."
    ),
    Measure.MEDIAN_DAYS: marked(
        "definition", "Median of the days from the first touch here to the first touch in the next phase."
    ),
    Measure.VALUE: marked("definition", "Sum of the values of all touches here in the period."),
    Measure.NPS: marked(
        "definition", "Share of answers of 9 and 10 minus share of answers of 0 to 6, in points from −100 to 100."
    ),
    Measure.SATISFACTION: marked("definition", "Mean of the answers, on the scale from −2 to +2."),
}

METRIC_STATUSES = {
    "on_target": marked("metric status", "on target"),
    "attention": marked("metric status", "attention"),
    "alert": marked("metric status", "alert"),
    "none": marked("metric status", "no target"),
}


def word(words: Mapping[str, tuple[str, str]], value: str, t: Translator) -> str:
    """Return the label of a value, or the value itself where it is none of ours."""
    label = words.get(value)
    return t.label(label) if label else value
