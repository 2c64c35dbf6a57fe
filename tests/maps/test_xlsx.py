from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_maps import EXAMPLES, maps

from wegmarke.domain import Language
from wegmarke.maps.formats import xlsx

FEW = max(EXAMPLES // 5, 6) if EXAMPLES < 100 else 300


@settings(deadline=None, max_examples=FEW, suppress_health_check=[HealthCheck.too_slow])
@given(maps(), st.sampled_from(Language))
def test_every_map_comes_back_equal(journey_map, language):
    written = xlsx.write(journey_map, language=language)

    reading = xlsx.read(written.content)

    assert (reading.document, reading.losses, written.losses) == (journey_map, (), ())
