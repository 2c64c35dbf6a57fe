"""Prediction: who will do it, who will leave, and what comes next; fitted on the past, tested on later time.

Purpose: features as of a cut-off, training with a back-test, exact reasons per score, drift, next best touchpoint, and
    the lift of a treatment over a random holdout.
Reads: touches through `paths`; tables that somebody brings along; kept models (state database).
Writes: models with their cards (state database).
Used by: workspace.

scikit-learn is imported where something is fitted and nowhere else; scoring needs numpy alone.
"""

from wegmarke.analytics.predict.features import History, Vocabulary, features_at, read_history, vocabulary_of
from wegmarke.analytics.predict.leaks import column_auc, refuse_leaks
from wegmarke.analytics.predict.model import Model, read_model, write_model
from wegmarke.analytics.predict.own_tables import TrainedTable, train_table
from wegmarke.analytics.predict.samples import Feature, Samples
from wegmarke.analytics.predict.training import Trained, train

__all__ = [
    "Feature",
    "History",
    "Model",
    "Samples",
    "Trained",
    "TrainedTable",
    "Vocabulary",
    "column_auc",
    "features_at",
    "read_history",
    "read_model",
    "refuse_leaks",
    "train",
    "train_table",
    "vocabulary_of",
    "write_model",
]
