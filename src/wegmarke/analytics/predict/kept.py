"""Models by version in the state database; versions only come on top, and removing a model removes all of them."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

import msgspec
import sqlalchemy as sa

from wegmarke.analytics.predict.model import Model, read_model, write_model
from wegmarke.analytics.predict.tables import prediction_models
from wegmarke.domain import NotFound, UsageError
from wegmarke.domain.predictions import ModelCard
from wegmarke.state import Database

_ID: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_US = timedelta(microseconds=1)


def checked_id(model: str) -> str:
    """Return an id of a model, or refuse what is none."""
    if not _ID.fullmatch(model):
        raise UsageError(
            f"model: expected up to 100 small letters a–z, digits, _ . - with a letter or digit first; "
            f"got {model[:60]!r}."
        )
    return model


def next_version(database: Database, model: str) -> int:
    """Return the number that the next version of a model gets."""
    c = prediction_models.c
    with database.read() as connection:
        return int(connection.scalar(sa.select(sa.func.max(c.version)).where(c.model == model)) or 0) + 1


def keep_model(database: Database, card: ModelCard, model: Model) -> None:
    """Keep a version with its card."""
    values = {
        "model": card.model, "version": card.version, "created_at": _microseconds(card.made_at), "who": card.made_by,
        "card": msgspec.json.encode(card).decode(), "fitted": write_model(model),
    }  # fmt: skip
    with database.write() as connection:
        connection.execute(prediction_models.insert(), [values])


def read_cards(database: Database, model: str | None = None) -> list[ModelCard]:
    """Return the cards of all versions of one model or of all, newest first."""
    c = prediction_models.c
    asked = sa.select(c.card).order_by(c.created_at.desc(), c.model, c.version.desc())
    if model is not None:
        asked = asked.where(c.model == model)
    with database.read() as connection:
        return [msgspec.json.decode(text, type=ModelCard) for text in connection.scalars(asked)]


def read_kept(database: Database, model: str, version: int | None = None) -> tuple[ModelCard, Model]:
    """Return a version of a model, the newest one where none is named.

    Raises:
        NotFound: naming the models or versions that are there.
    """
    c = prediction_models.c
    asked = sa.select(c.version, c.card, c.fitted).where(c.model == model).order_by(c.version.desc())
    with database.read() as connection:
        rows = connection.execute(asked).all()
        known = connection.scalars(sa.select(c.model).distinct().order_by(c.model)).all()
    if not rows:
        raise NotFound(f"model: expected one of {', '.join(known) or 'none, as none was fitted'}; got {model[:60]!r}.")
    for row in rows:
        if version is None or row.version == version:
            return msgspec.json.decode(row.card, type=ModelCard), read_model(row.fitted)
    there = ", ".join(str(row.version) for row in rows)
    raise NotFound(f"model {model!r}: expected one of the versions {there}; got {version}.")


def remove_model(database: Database, model: str) -> None:
    """Remove all versions of a model.

    Raises:
        NotFound: when there is none.
    """
    read_kept(database, model)
    with database.write() as connection:
        connection.execute(prediction_models.delete().where(prediction_models.c.model == model))


def count_models(database: Database) -> int:
    """Return how many models there are, whatever their versions."""
    with database.read() as connection:
        return int(connection.scalar(sa.select(sa.func.count(prediction_models.c.model.distinct()))) or 0)


def _microseconds(at: datetime) -> int:
    return (at - datetime.fromtimestamp(0, at.tzinfo)) // _US
