"""A map as a process: BPMN 2.0 with diagram interchange, one way.

Purpose: hand a map to people who work with processes.
Reads: nothing.
Writes: nothing.
Used by: the formats around it.

Phases are lanes, steps are tasks, transitions are sequence flows; where several lead away or come together stands a
gateway. Emotions, cards and metrics have no place in a process.
"""

from __future__ import annotations

from typing import Final

from wegmarke.domain import LocalizedText
from wegmarke.maps.formats.bpmn.writing import write_bpmn, write_bpmn_in
from wegmarke.maps.formats.exchange import MapFormat

__all__ = ["BPMN"]

BPMN: Final = MapFormat("bpmn", (".bpmn",), LocalizedText.of("BPMN 2.0"), write_bpmn, write_in=write_bpmn_in)
