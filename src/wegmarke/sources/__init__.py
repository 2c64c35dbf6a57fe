"""Sources (front door being written)."""

from wegmarke.sources.batch import EVENT_SCHEMA, REJECTED_SCHEMA, Chunk

__all__ = ["EVENT_SCHEMA", "REJECTED_SCHEMA", "Chunk"]
