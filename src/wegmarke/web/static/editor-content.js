// The draft in the browser: the same strokes as on the server, made in the same order, give the same document.

export function* everything(content, space) {
  if (space !== "cards") {
    for (const thing of content[space] ?? []) yield ["", thing];
    return;
  }
  for (const lane of content.lanes ?? []) for (const card of lane.cards ?? []) yield [lane.id, card];
}

export function find(content, space, id) {
  if (space === "map") return content;
  for (const [, thing] of everything(content, space)) if (thing.id === id) return thing;
  return null;
}

export function standing(content, space, id) {
  let before = ["", ""];
  for (const [lane, thing] of everything(content, space)) {
    if (thing.id === id) return { lane, after: before[0] === lane ? before[1] : "" };
    before = [lane, thing.id];
  }
  return null;
}

export function valueAt(thing, field) {
  return field.reduce((inner, name) => inner?.[name], thing) ?? null;
}

function write(content, stroke) {
  const thing = find(content, stroke.space, stroke.thing);
  if (!thing) return;
  const [first, second] = stroke.field;
  const value = stroke.value ?? null;
  const inner = second === undefined ? thing : (thing[first] ??= {});
  const last = second ?? first;
  if (value === null) delete inner[last];
  else inner[last] = structuredClone(value);
  if (second !== undefined && Object.keys(inner).length === 0) delete thing[first];
}

function membersOf(content, space, lane) {
  if (space !== "cards") return (content[space] ??= []);
  const home = find(content, "lanes", lane);
  return home ? (home.cards ??= []) : null;
}

function put(content, space, lane, after, thing) {
  const members = membersOf(content, space, lane);
  if (!members) return;
  const behind = members.findIndex((one) => one.id === after);
  members.splice(behind >= 0 ? behind + 1 : after ? members.length : 0, 0, thing);
}

function take(content, space, id) {
  const place = standing(content, space, id);
  if (!place) return null;
  const members = membersOf(content, space, place.lane);
  const [taken] = members.splice(members.findIndex((one) => one.id === id), 1);
  if (!members.length) delete (space === "cards" ? find(content, "lanes", place.lane) : content)[space];
  return taken;
}

export function strokeOn(content, stroke) {
  const { kind, space, thing, lane = "", after = "" } = stroke;
  if (kind === "set") write(content, stroke);
  else if (kind === "put") put(content, space, lane, after, structuredClone(stroke.value));
  else {
    const taken = take(content, space, thing);
    if (kind === "shift" && taken) put(content, space, lane, after, taken);
  }
}

// What an edit will probably do, shown until the server has said what it did.
export function foreseen(content, edit) {
  const { kind, space, thing, lane = "", after = "" } = edit;
  const there = space ? find(content, space, thing) : null;
  const sets = (fields) => Object.entries(fields).map(([name, value]) => ({ kind: "set", space, thing, field: [name], value }));
  if (kind === "set") return there ? [{ ...edit, value: edit.value ?? null }] : [];
  if (kind === "remove") return there ? [{ kind: "take", space, thing }] : [];
  if (kind === "insert" && there) return sets(Object.fromEntries(Object.entries(edit.content).filter(([name]) => name !== "id")));
  if (kind === "insert") return [{ kind: "put", space, thing, lane, after, value: edit.content }];
  if (kind === "move" && there) {
    const behind = after === thing ? standing(content, space, thing).after : after;
    return [...sets(edit.content ?? {}), { kind: "shift", space, thing, lane, after: behind }];
  }
  return [];
}
