"""The journey map: its document, its checks, its templates, and the numbers that stand on it.

Purpose: read, write, check and measure the sheet that a team agrees on.
Reads: map documents; results of analytics.
Writes: the table of map documents, which the workspace fills.
Used by: workspace, web, cli.
"""

from wegmarke.maps import vocabulary
from wegmarke.maps.checks import map_problems
from wegmarke.maps.document import (
    FORMAT,
    Card,
    EmotionPoint,
    JourneyMap,
    Lane,
    Metric,
    Persona,
    Phase,
    Placement,
    Step,
    Touchpoint,
)
from wegmarke.maps.library import TEMPLATES, new_map_from_template
from wegmarke.maps.lint import Hint, lint_map
from wegmarke.maps.native import dump_map, load_map, map_content
from wegmarke.maps.overlay import measure_map, phase_model, target_status
from wegmarke.maps.vocabulary import emotion_word

__all__ = [
    "FORMAT",
    "TEMPLATES",
    "Card",
    "EmotionPoint",
    "Hint",
    "JourneyMap",
    "Lane",
    "Metric",
    "Persona",
    "Phase",
    "Placement",
    "Step",
    "Touchpoint",
    "dump_map",
    "emotion_word",
    "lint_map",
    "load_map",
    "map_content",
    "map_problems",
    "measure_map",
    "new_map_from_template",
    "phase_model",
    "target_status",
    "vocabulary",
]
