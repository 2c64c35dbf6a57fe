"""Wegmarke: map, measure, steer and protect the B2B customer journey."""

__version__ = "0.1.0"
