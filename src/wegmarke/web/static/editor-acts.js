// What a person does, as edits: write, insert, move, remove, copy and paste.

import { find, standing } from "./editor-content.js";
import { freshId } from "./editor-dom.js";
import { text } from "./editor-layout.js";

const FORMAT = "wegmarke-cards/1";

export function writing(target, changed) {
  return Object.entries(changed).map(([language, value]) => ({
    kind: "set", space: target.space, thing: target.id, field: [target.field, language], value: value || null,
  }));
}

export function inserting(content, add, words, after) {
  if (add.space === "placements") return placing(content, add, words, after);
  const thing = freshId();
  if (add.space === "cards") {
    const card = { id: thing, phase: add.phase, text: words, ...(add.more ?? {}) };
    return [{ kind: "insert", space: "cards", thing, lane: add.lane, after: after ?? lastOf(content, "cards", (card) => card.phase === add.phase, add.lane), content: card }];
  }
  if (add.space === "steps") {
    const behind = after ?? lastOf(content, "steps", (step) => step.phase === add.phase) ?? "";
    return [{ kind: "insert", space: "steps", thing, after: behind || lastOf(content, "steps", () => true), content: { id: thing, phase: add.phase, title: words } }];
  }
  const content_ = { id: thing, title: words, ...(add.more ?? {}) };
  return [{ kind: "insert", space: add.space, thing, after: after ?? lastOf(content, add.space, () => true), content: content_ }];
}

function placing(content, add, words, after) {
  const steps = (content.steps ?? []).filter((step) => step.phase === add.phase);
  const near = after ? find(content, "placements", after) : null;
  const step = near?.step ?? steps.at(-1)?.id;
  if (!step) return null;
  const said = Object.values(words).filter(Boolean);
  const known = (content.touchpoints ?? []).find((one) => said.includes(one.title?.de) || said.includes(one.title?.en));
  if (known && (content.placements ?? []).some((one) => one.step === step && one.touchpoint === known.id)) return [];
  const touchpoint = known?.id ?? freshId();
  const thing = freshId();
  const made = { kind: "insert", space: "touchpoints", thing: touchpoint, after: lastOf(content, "touchpoints", () => true), content: { id: touchpoint, title: words } };
  const place = { kind: "insert", space: "placements", thing, after: after ?? lastOf(content, "placements", () => true), content: { id: thing, step, touchpoint } };
  return known ? [place] : [made, place];
}

function lastOf(content, space, isMeant, lane) {
  const members = space === "cards" ? find(content, "lanes", lane)?.cards ?? [] : content[space] ?? [];
  return members.filter(isMeant).at(-1)?.id ?? "";
}

export function removing(slots) {
  return slots.filter((slot) => slot.space).map((slot) => ({ kind: "remove", space: slot.space, thing: slot.id }));
}

// Along the rows (down) or the phases (across): within the cell first, then into the next one.
export function moving(layout, slot, across, down) {
  const { content } = layout;
  if (slot.space === "phases") return across ? shifted(content, "phases", slot.id, across) : [];
  if (slot.space === "lanes") return down ? shifted(content, "lanes", slot.id, down) : [];
  if (slot.space === "steps") return across ? intoPhase(layout, slot, across) : shifted(content, "steps", slot.id, down, (step) => step.phase === slot.step.phase);
  if (slot.space === "placements") return across || down ? alongSteps(layout, slot, across || down) : [];
  if (slot.space === "cards") return across ? cardAcross(layout, slot, across) : cardDown(layout, slot, down);
  return [];
}

function shifted(content, space, thing, by, isMeant = () => true, lane = "") {
  const all = space === "cards" ? find(content, "lanes", lane).cards : content[space];
  const members = all.filter((one) => one.id === thing || isMeant(one));
  const at = members.findIndex((one) => one.id === thing) + by;
  if (at < 0 || at >= members.length) return [];
  // Behind the one it passes; forward of it means behind whatever stands before that one.
  const after = by > 0 ? members[at].id : standing(content, space, members[at].id).after;
  return [{ kind: "move", space, thing, lane, after, content: {} }];
}

function neighbour(layout, phase, by) {
  const at = layout.phases.findIndex((one) => one.id === phase) + by;
  return layout.phases[at]?.id ?? null;
}

function intoPhase(layout, slot, by) {
  const phase = neighbour(layout, slot.step.phase, by);
  if (!phase) return [];
  const after = by > 0 ? slot.id : lastOf(layout.content, "steps", (step) => step.phase === phase) || slot.id;
  return [{ kind: "move", space: "steps", thing: slot.id, after, content: { phase } }];
}

function alongSteps(layout, slot, by) {
  const { content } = layout;
  const placement = find(content, "placements", slot.id);
  const order = layout.phases.flatMap((phase) => (content.steps ?? []).filter((step) => step.phase === phase.id));
  const step = order[order.findIndex((one) => one.id === placement.step) + by];
  return step ? [{ kind: "move", space: "placements", thing: slot.id, after: slot.id, content: { step: step.id } }].flatMap(asSet) : [];
}

// Where a touchpoint is used is a field of its placement, not a place of its own.
function asSet(edit) {
  return [{ kind: "set", space: edit.space, thing: edit.thing, field: ["step"], value: edit.content.step }];
}

function cardAcross(layout, slot, by) {
  const phase = neighbour(layout, layout.where(slot.card), by);
  return phase ? [toPlace(slot, slot.lane, phase, lastOf(layout.content, "cards", (card) => layout.where(card) === phase, slot.lane) || slot.id)] : [];
}

function cardDown(layout, slot, by) {
  const phase = layout.where(slot.card);
  const within = shifted(layout.content, "cards", slot.id, by, (card) => layout.where(card) === phase, slot.lane);
  if (within.length) return within;
  const lanes = layout.rows().filter((row) => row.kind === "lane").map((row) => row.lane.id);
  const lane = lanes[lanes.indexOf(slot.lane) + by];
  if (!lane) return [];
  const after = by > 0 ? "" : lastOf(layout.content, "cards", (card) => layout.where(card) === phase, lane);
  return [{ kind: "move", space: "cards", thing: slot.id, lane, after, content: {} }];
}

export function toPlace(slot, lane, phase, after) {
  return { kind: "move", space: "cards", thing: slot.id, lane, after, content: { phase, step: null, placement: null, until: null } };
}

export function copied(layout, slots, language) {
  const cards = slots.filter((slot) => slot.card).map((slot) => {
    const { id, phase, step, placement, until, addresses, proofs, content, solution, ...rest } = slot.card;
    const lane = find(layout.content, "lanes", slot.lane);
    return { lane: lane.type, column: layout.phases.findIndex((one) => one.id === layout.where(slot.card)), card: rest };
  });
  const plain = slots.map((slot) => text(slot.words, language)).filter(Boolean).join("\n");
  return { plain, json: cards.length ? JSON.stringify({ format: FORMAT, cards }) : "" };
}

// Cards keep their distance to each other; words of another program become one card per line.
export function pasting(layout, slot, plain, json, language) {
  const home = slot?.add?.space === "cards" ? slot.add : slot?.card ? { lane: slot.lane, phase: layout.where(slot.card) } : null;
  if (!home) return [];
  const first = layout.phases.findIndex((phase) => phase.id === home.phase);
  const found = readCards(json) ?? plain.split(/\r?\n/).map((line) => line.trim()).filter(Boolean).map((line) => ({ column: 0, card: { text: { [language]: line } } }));
  const least = Math.min(...found.map((one) => one.column));
  const known = new Set((layout.content.personas ?? []).map((persona) => persona.id));
  let after = slot.card ? slot.id : null;
  return found.slice(0, 200).flatMap(({ column, card }) => {
    const phase = layout.phases[Math.min(layout.phases.length - 1, first + column - least)].id;
    const personas = (card.personas ?? []).filter((persona) => known.has(persona));
    const [edit] = inserting(layout.content, { space: "cards", lane: home.lane, phase, more: { ...card, ...(personas.length ? { personas } : { personas: undefined }) } }, card.text, after ?? undefined);
    after = edit.thing;
    return [edit];
  });
}

function readCards(json) {
  try {
    const read = JSON.parse(json);
    if (read.format !== FORMAT || !Array.isArray(read.cards)) return null;
    return read.cards.filter((one) => one?.card?.text && Number.isInteger(one.column));
  } catch {
    return null;
  }
}
