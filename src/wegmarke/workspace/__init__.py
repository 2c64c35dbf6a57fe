"""The workspace: one folder, one front door; wires the rooms together and decides the order of runs.

Purpose: `init`, `open_workspace` and the operations that pages, commands and notebooks call.
Reads: everything below.
Writes: through the rooms that own the tables.
Used by: web, cli, notebooks.
"""

from wegmarke.analytics import Result, predict, reason_in_words
from wegmarke.config import Settings
from wegmarke.ingest import Outcome, parse_plan
from wegmarke.maps import TEMPLATES as MAP_TEMPLATES
from wegmarke.maps import BuyingGroup as MapBuyingGroup
from wegmarke.maps import (
    BuyingGroupMember,
    Canvas,
    CanvasAnswer,
    Card,
    EmotionPoint,
    Initiative,
    JourneyMap,
    Lane,
    Metric,
    Persona,
    Phase,
    ProcessingActivity,
    RolePresence,
    StakeholderRelation,
    Step,
    Touchpoint,
    canvas_fits,
    dump_map,
    dump_map_json,
    lint_map,
    load_map,
    map_schema,
    new_map_from_template,
    owner_name,
    vocabulary,
)
from wegmarke.maps import narrate as narrate_map
from wegmarke.maps import template_titles as map_template_titles
from wegmarke.maps import told_rows as map_in_rows
from wegmarke.rules import digits_of
from wegmarke.segments import load_segment, scores
from wegmarke.sources import guess_recipe
from wegmarke.stages import load_model as load_stage_model
from wegmarke.workspace import rule_language
from wegmarke.workspace.analyses import AnalyticsDoor as Analyses
from wegmarke.workspace.analyses.funnel import FunnelGroups, FunnelSteps
from wegmarke.workspace.demo import fill_with_demo, finish_demo
from wegmarke.workspace.finding_words import finding_words
from wegmarke.workspace.intake import Intake, Sender, Unpacked
from wegmarke.workspace.lift_files import lift_of_file
from wegmarke.workspace.map_files_door import convert_map, known_formats
from wegmarke.workspace.observed_files import is_observed
from wegmarke.workspace.workspace import Workspace, init, open_workspace

load_score = scores.load_score
prediction_words = predict.target_words

__all__ = [
    "MAP_TEMPLATES",
    "Analyses",
    "BuyingGroupMember",
    "Canvas",
    "CanvasAnswer",
    "Card",
    "EmotionPoint",
    "FunnelGroups",
    "FunnelSteps",
    "Initiative",
    "Intake",
    "JourneyMap",
    "Lane",
    "MapBuyingGroup",
    "Metric",
    "Outcome",
    "Persona",
    "Phase",
    "ProcessingActivity",
    "Result",
    "RolePresence",
    "Sender",
    "Settings",
    "StakeholderRelation",
    "Step",
    "Touchpoint",
    "Unpacked",
    "Workspace",
    "canvas_fits",
    "convert_map",
    "digits_of",
    "dump_map",
    "dump_map_json",
    "fill_with_demo",
    "finding_words",
    "finish_demo",
    "guess_recipe",
    "init",
    "is_observed",
    "known_formats",
    "lift_of_file",
    "lint_map",
    "load_map",
    "load_score",
    "load_segment",
    "load_stage_model",
    "map_in_rows",
    "map_schema",
    "map_template_titles",
    "narrate_map",
    "new_map_from_template",
    "open_workspace",
    "owner_name",
    "parse_plan",
    "prediction_words",
    "reason_in_words",
    "rule_language",
    "vocabulary",
]
