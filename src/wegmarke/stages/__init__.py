"""Stages of accounts, persons and opportunities: where in the life cycle is each, since when, and why.

Purpose: read and keep versioned stage models, and derive histories, counts and findings from stored events.
Reads: events and touches; versions of stage models.
Writes: the table of stage models.
Used by: workspace.
"""

from wegmarke.stages.counts import PERIODS, as_of, counts_as_of, counts_over_time, instant_of, transitions
from wegmarke.stages.difference import changes, differences, rewritten, rule_in_words
from wegmarke.stages.document import FORMAT, Stage, StageModel
from wegmarke.stages.findings import Found, find, in_words
from wegmarke.stages.history import OPEN, stage_history
from wegmarke.stages.library import DEFAULTS, default_model
from wegmarke.stages.native import dump_model, load_model
from wegmarke.stages.versions import (
    Kept,
    Span,
    first_instant,
    keep_version,
    model_ids,
    offered,
    read_versions,
    spans_of,
)

__all__ = [
    "DEFAULTS",
    "FORMAT",
    "OPEN",
    "PERIODS",
    "Found",
    "Kept",
    "Span",
    "Stage",
    "StageModel",
    "as_of",
    "changes",
    "counts_as_of",
    "counts_over_time",
    "default_model",
    "differences",
    "dump_model",
    "find",
    "first_instant",
    "in_words",
    "instant_of",
    "keep_version",
    "load_model",
    "model_ids",
    "offered",
    "read_versions",
    "rewritten",
    "rule_in_words",
    "spans_of",
    "stage_history",
    "transitions",
]
