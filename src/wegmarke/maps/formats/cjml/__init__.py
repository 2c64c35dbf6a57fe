"""The Customer Journey Modelling Language, CJML 2.0 as XML, both ways.

Purpose: exchange planned journeys with the tools of service research.
Reads: documents of several writers, which differ.
Writes: nothing.
Used by: the formats around it.

There is no published schema; the shape follows what public samples and programs write and read. Phases are phases,
touchpoints at steps are communication points between two actors or actions of one, personas are end users, teams and
systems are service providers. Journeys of single persons (`actualJourney`) are no maps.
"""

from __future__ import annotations

from typing import Final

from wegmarke.domain import LocalizedText
from wegmarke.maps.formats.cjml.reading import read_cjml
from wegmarke.maps.formats.cjml.writing import write_cjml, write_cjml_in
from wegmarke.maps.formats.exchange import MapFormat

__all__ = ["CJML"]

CJML: Final = MapFormat(
    "cjml", (".cjml", ".cjml.xml", ".xml"), LocalizedText.of("CJML 2.0"), write_cjml, read_cjml, write_cjml_in
)
