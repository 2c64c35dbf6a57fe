"""The native format, as YAML and as JSON: nothing is left behind."""

from __future__ import annotations

from typing import Final

from wegmarke.domain import LocalizedText
from wegmarke.domain.numbers import MapNumbers
from wegmarke.maps.document import JourneyMap
from wegmarke.maps.formats.bytes_read import text_of
from wegmarke.maps.formats.exchange import MapFormat, Reading, Writing
from wegmarke.maps.native import dump_map, dump_map_json, load_map


def _write_yaml(document: JourneyMap, _: MapNumbers | None) -> Writing:
    return Writing(dump_map(document).encode())


def _write_json(document: JourneyMap, _: MapNumbers | None) -> Writing:
    return Writing(dump_map_json(document).encode())


def _read(content: bytes, _: JourneyMap | None) -> Reading:
    return Reading(load_map(text_of(content)))


YAML: Final = MapFormat("yaml", (".yaml", ".yml"), LocalizedText.of("YAML"), _write_yaml, _read)
JSON: Final = MapFormat("json", (".journey.json", ".json"), LocalizedText.of("JSON"), _write_json, _read)
