"""BPMN: a process that holds together, and that a public program reads."""

from __future__ import annotations

import json
import os
import subprocess
from collections import Counter
from xml.etree import ElementTree as ET

import pytest
from diagram_map import CONTENT, a_map
from hypothesis import HealthCheck, given, settings
from npm_packages import npm_package
from random_maps import EXAMPLES, maps

from wegmarke.maps import load_map, new_map_from_template
from wegmarke.maps.formats import format_of

BPMN = format_of("map.bpmn")
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
NIGHTLY = bool(os.environ.get("WEGMARKE_NIGHTLY"))
# the schema's sequence of flow elements is free, that inside one is not
ORDER = ["documentation", "incoming", "outgoing", "standardLoopCharacteristics"]

SCRIPT = """
import {BpmnModdle} from '%s';
let text = '';
for await (const part of process.stdin) text += part;
const told = [];
for (const one of JSON.parse(text)) {
  const found = await new BpmnModdle().fromXML(one);
  const [collaboration, made] = found.rootElement.rootElements;
  told.push({warnings: found.warnings.map((one) => one.message), names: made.flowElements.map((one) => one.name || ''),
             shapes: found.rootElement.diagrams[0].plane.planeElement.length});
}
console.log(JSON.stringify(told));
"""


def tree(document) -> ET.Element:
    return ET.fromstring(BPMN.write(document, None).content)


def with_transitions(*transitions: dict[str, object]):
    return load_map(json.dumps(CONTENT | {"transitions": [*transitions]}))


def kinds(root: ET.Element) -> Counter[str]:
    process = root.find(f"{MODEL}process")
    return Counter(one.tag.removeprefix(MODEL) for one in process if one.get("id"))


def check_whole(root: ET.Element) -> None:
    """Every element is connected, in a lane, drawn, and unlike every other one."""
    process = root.find(f"{MODEL}process")
    names = [one.get("id") for one in root.iter() if one.get("id")]
    assert len(names) == len({*names})
    flows = {
        one.get("id"): (one.get("sourceRef"), one.get("targetRef")) for one in process.iter(f"{MODEL}sequenceFlow")
    }
    pieces = [one for one in process if one.get("id") not in (*flows, None, "lanes")]
    for one in pieces:
        name = one.get("id")
        into = [inner.text for inner in one.findall(f"{MODEL}incoming")]
        away = [inner.text for inner in one.findall(f"{MODEL}outgoing")]
        assert {*into} == {flow for flow, ends in flows.items() if ends[1] == name}
        assert {*away} == {flow for flow, ends in flows.items() if ends[0] == name}
        assert bool(into) == (not one.tag.endswith("startEvent"))
        assert bool(away) == (not one.tag.endswith("endEvent"))
        if one.tag.endswith("task"):
            assert (len(into), len(away)) == (1, 1)
        order = [ORDER.index(inner.tag.removeprefix(MODEL)) for inner in one]
        assert order == sorted(order)
    drawn = {one.get("bpmnElement") for one in root.iter() if one.tag in (f"{DI}BPMNShape", f"{DI}BPMNEdge")}
    assert {one.get("id") for one in pieces} | {*flows} <= drawn
    lanes = [one.text for one in process.iter(f"{MODEL}flowNodeRef")]
    assert sorted(lanes) == sorted(one.get("id") for one in pieces)


def test_steps_are_tasks_in_lanes_of_their_phases():
    root = tree(a_map())

    check_whole(root)
    assert kinds(root) == {"laneSet": 1, "startEvent": 1, "task": 3, "endEvent": 1, "sequenceFlow": 4}
    assert [one.get("name") for one in root.iter(f"{MODEL}lane")] == ["Look", "Buy"]
    assert [one.text for one in root.iter(f"{MODEL}documentation")][-2:] == ["Form (Other)", "Paper (Other)"]


def test_branches_loops_and_exits_are_gateways():
    root = tree(
        with_transitions(
            {"id": "a", "from_step": "ask", "to_step": "sign", "condition": "likes it", "expected_share": 0.6},
            {"id": "b", "from_step": "ask", "to_step": "wait", "kind": "branch"},
            {"id": "c", "from_step": "wait", "to_step": "ask", "kind": "loop"},
            {"id": "d", "from_step": "sign", "kind": "exit"},
        )
    )

    check_whole(root)
    assert kinds(root)["exclusiveGateway"] == 2
    assert [one.text for one in root.iter(f"{MODEL}conditionExpression")] == ["likes it 60%"]


def test_parallel_steps_stand_side_by_side():
    steps = [one | {"parallel_group": "x"} if one["id"] != "ask" else one for one in CONTENT["steps"]]
    root = tree(load_map(json.dumps(CONTENT | {"steps": steps})))

    check_whole(root)
    assert kinds(root)["parallelGateway"] == 2


def test_a_circle_of_all_steps_begins_and_ends_somewhere():
    names = [one["id"] for one in CONTENT["steps"]]
    pairs = zip(names, [*names[1:], names[0]], strict=True)
    ways = [{"id": f"{one}-{other}", "from_step": one, "to_step": other} for one, other in pairs]
    root = tree(load_map(json.dumps(CONTENT | {"transitions": ways})))

    check_whole(root)
    assert (kinds(root)["startEvent"], kinds(root)["endEvent"]) == (1, 1)


def test_map_without_steps_is_an_empty_process():
    root = tree(load_map('{"id": "x", "title": "x"}'))

    assert kinds(root) == {}


@settings(deadline=None, max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(maps())
def test_every_map_is_a_process_that_holds_together(journey_map):
    check_whole(tree(journey_map))


def test_public_program_reads_every_process():
    package = npm_package("bpmn-moddle")
    documents = [a_map(), *(new_map_from_template(name, "x") for name in ("saas", "agency"))]
    if NIGHTLY:
        documents += [maps().example() for _ in range(200)]
    texts = json.dumps([BPMN.write(one, None).content.decode() for one in documents])

    done = subprocess.run(
        ["node", "--input-type=module", "-e", SCRIPT % (package / "dist" / "index.js")],
        input=texts, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr[-500:]
    told = json.loads(done.stdout)
    assert [one["warnings"] for one in told] == [[]] * len(documents)
    assert {"Ask", "Sign #1", "Wait"} <= {*told[0]["names"]}


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "]]>&amp;\"'", "\u202eabc 👩‍🔧", "a\ufffeb"])
def test_texts_stay_texts(text):
    steps = [one | {"title": text} for one in CONTENT["steps"]]
    root = tree(load_map(json.dumps(CONTENT | {"steps": steps})))

    assert {one.get("name") for one in root.iter(f"{MODEL}task")} == {text.replace("\ufffe", "\ufffd")}
