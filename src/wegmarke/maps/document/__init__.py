"""The journey map as a document: one frozen value per thing that stands on the sheet.

Purpose: the typed values of a map, each field marked with what it takes.
Reads: nothing.
Writes: nothing.
Used by: everything that reads, checks, draws, compares or exports maps.

Objects refer to each other by id. Ids are short texts a person may choose (`ph_awareness`) and stay
the same across versions. Fields that a newer program wrote are kept by the reader (see `documents`).
The words and enums follow the glossary; source of the structure: the map specification, version 1.
"""

from wegmarke.maps.document.backlog import Improvement, Initiative, Placed, Risk
from wegmarke.maps.document.buying_groups import BuyingGroup, BuyingGroupMember, StakeholderRelation
from wegmarke.maps.document.canvas import Canvas, CanvasAnswer, CanvasGain, CanvasJob, CanvasPain, Solution
from wegmarke.maps.document.emotions import EmotionPoint
from wegmarke.maps.document.governance import Automation, Comment, ProcessingActivity, Proof, Review
from wegmarke.maps.document.journey_map import FORMAT, Dimensions, JourneyMap, ParentPlace
from wegmarke.maps.document.lanes import Card, Lane, WebLink
from wegmarke.maps.document.metrics import Metric
from wegmarke.maps.document.personas import CompanyProfile, Persona
from wegmarke.maps.document.phases import Phase, Step, Transition
from wegmarke.maps.document.shape import Anchored, Thing
from wegmarke.maps.document.touchpoints import Content, Expectation, Placement, Touchpoint

__all__ = [
    "FORMAT",
    "Anchored",
    "Automation",
    "BuyingGroup",
    "BuyingGroupMember",
    "Canvas",
    "CanvasAnswer",
    "CanvasGain",
    "CanvasJob",
    "CanvasPain",
    "Card",
    "Comment",
    "CompanyProfile",
    "Content",
    "Dimensions",
    "EmotionPoint",
    "Expectation",
    "Improvement",
    "Initiative",
    "JourneyMap",
    "Lane",
    "Metric",
    "ParentPlace",
    "Persona",
    "Phase",
    "Placed",
    "Placement",
    "ProcessingActivity",
    "Proof",
    "Review",
    "Risk",
    "Solution",
    "StakeholderRelation",
    "Step",
    "Thing",
    "Touchpoint",
    "Transition",
    "WebLink",
]
