"""Prediction: who will do it, who will leave, and what comes next; fitted on the past, tested on later time.

Purpose: features as of a cut-off, training with a back-test, exact reasons per score, drift, next best touchpoint, and
    the lift of a treatment over a random holdout.
Reads: touches through `paths`; tables that somebody brings along; kept models (state database).
Writes: models with their cards (state database).
Used by: workspace.

scikit-learn is imported where something is fitted and nowhere else; scoring needs numpy alone.
"""

from wegmarke.analytics.predict import tables
from wegmarke.analytics.predict.asking import Asked, ask, instant, microseconds, train_asked, units_now
from wegmarke.analytics.predict.cards import card_of, markdown, target_words
from wegmarke.analytics.predict.drift import drift_of
from wegmarke.analytics.predict.feature_words import reason_words
from wegmarke.analytics.predict.features import History, Vocabulary, features_at, read_history, vocabulary_of
from wegmarke.analytics.predict.kept import (
    checked_id,
    count_models,
    keep_model,
    next_version,
    read_cards,
    read_kept,
    remove_model,
)
from wegmarke.analytics.predict.leaks import column_auc, refuse_leaks
from wegmarke.analytics.predict.lift import lift
from wegmarke.analytics.predict.model import Model, read_model, write_model
from wegmarke.analytics.predict.next_best import look_back, next_best, phases
from wegmarke.analytics.predict.own_tables import TrainedTable, train_table
from wegmarke.analytics.predict.samples import Feature, Samples
from wegmarke.analytics.predict.targets import Moments
from wegmarke.analytics.predict.training import Trained, train

__all__ = [
    "Asked",
    "Feature",
    "History",
    "Model",
    "Moments",
    "Samples",
    "Trained",
    "TrainedTable",
    "Vocabulary",
    "ask",
    "card_of",
    "checked_id",
    "column_auc",
    "count_models",
    "drift_of",
    "features_at",
    "instant",
    "keep_model",
    "lift",
    "look_back",
    "markdown",
    "microseconds",
    "next_best",
    "next_version",
    "phases",
    "read_cards",
    "read_history",
    "read_kept",
    "read_model",
    "reason_words",
    "refuse_leaks",
    "remove_model",
    "tables",
    "target_words",
    "train",
    "train_asked",
    "train_table",
    "units_now",
    "vocabulary_of",
    "write_model",
]
