"""Stages of accounts, persons and opportunities: where in the life cycle is each, since when, and why.

Purpose: read and keep versioned stage models, and derive histories, counts and findings from stored events.
Reads: events and touches; versions of stage models.
Writes: the table of stage models.
Used by: workspace.
"""

from wegmarke.stages.document import FORMAT, Stage, StageModel
from wegmarke.stages.history import OPEN, stage_history
from wegmarke.stages.library import DEFAULTS, default_model
from wegmarke.stages.native import dump_model, load_model
from wegmarke.stages.versions import Kept, Span, keep_version, model_ids, offered, read_versions, spans_of

__all__ = [
    "DEFAULTS",
    "FORMAT",
    "OPEN",
    "Kept",
    "Span",
    "Stage",
    "StageModel",
    "default_model",
    "dump_model",
    "keep_version",
    "load_model",
    "model_ids",
    "offered",
    "read_versions",
    "spans_of",
    "stage_history",
]
