"""A large map, read and checked: 8 phases, 20 lanes, 4 personas, 400 cards.

python -m benchmarks.maps
"""

from __future__ import annotations

from benchmarks.figures import best_of, report
from wegmarke.documents import read_text
from wegmarke.domain import CanonicalPhase, LocalizedText
from wegmarke.maps import (
    Card,
    EmotionPoint,
    JourneyMap,
    Lane,
    Persona,
    Phase,
    Placement,
    Step,
    Touchpoint,
    content_hash,
    difference,
    dump_map,
    dump_map_json,
    load_map,
)

PHASES, STEPS, TOUCHPOINTS, LANES, CARDS_PER_LANE, PERSONAS = 8, 24, 40, 20, 20, 4
TIMES = 9


def main() -> None:
    journey_map = large_map()
    yaml, json = dump_map(journey_map), dump_map_json(journey_map)
    read = best_of(TIMES, lambda: load_map(yaml))
    parsed = best_of(TIMES, lambda: read_text(yaml, "map"))
    report(
        "YAML read and checked", f"{read * 1000:.0f} ms", bar="100 ms", yardstick=f"parsed only {parsed * 1000:.0f} ms"
    )
    report("JSON read and checked", f"{best_of(TIMES, lambda: load_map(json)) * 1000:.0f} ms", bar="100 ms")
    report("YAML written", f"{best_of(TIMES, lambda: dump_map(journey_map)) * 1000:.0f} ms")
    report("hash", f"{best_of(TIMES, lambda: content_hash(journey_map)) * 1000:.0f} ms")
    other = load_map(yaml.replace("Questions", "Enquiries"))
    report(
        "difference of 400 cards in words",
        f"{best_of(3, lambda: difference.spoken_changes(journey_map, other)) * 1000:.0f} ms",
    )


def large_map() -> JourneyMap:
    return JourneyMap(
        id="large",
        title=LocalizedText(de="Groß", en="Large"),
        personas=tuple(Persona(id=f"pe{n}", name=LocalizedText(de=f"P {n}", en=f"P{n}")) for n in range(PERSONAS)),
        phases=tuple(
            Phase(id=f"ph{n}", title=LocalizedText(de=f"Phase {n}", en=f"Phase no. {n}"), canonical=canonical)
            for n, canonical in enumerate(list(CanonicalPhase)[:PHASES])
        ),
        steps=tuple(
            Step(id=f"st{n}", phase=f"ph{n % PHASES}", title=LocalizedText(de=f"Schritt {n}", en=f"Step {n}"))
            for n in range(STEPS)
        ),
        touchpoints=tuple(
            Touchpoint(id=f"t{n}", title=LocalizedText(de=f"T {n}", en=f"T{n}")) for n in range(TOUCHPOINTS)
        ),
        placements=tuple(Placement(id=f"pl{n}", step=f"st{n % STEPS}", touchpoint=f"t{n}") for n in range(TOUCHPOINTS)),
        lanes=tuple(Lane(id=f"l{n}", type="pain", cards=cards(n)) for n in range(LANES)),
        emotions=tuple(
            EmotionPoint(id=f"e{n}", phase=f"ph{n % PHASES}", persona=f"pe{n // PHASES}", value=0.5)
            for n in range(PHASES * PERSONAS)
        ),
    )


def cards(lane: int) -> tuple[Card, ...]:
    text = LocalizedText(
        de="Rückfragen bleiben tagelang offen, bis jemand antwortet",
        en="Questions stay open for days until somebody answers",
    )
    return tuple(
        Card(id=f"c{lane}.{n}", text=text, phase=f"ph{n % PHASES}", severity=3, personas=(f"pe{n % PERSONAS}",))
        for n in range(CARDS_PER_LANE)
    )


if __name__ == "__main__":
    main()
