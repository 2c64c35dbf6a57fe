// What one of two people does who write the same map: random edits for a while. Given are a seed and milliseconds.
([seed, milliseconds]) => new Promise((resolve) => {
  let state = seed;
  const chance = (most) => { state = (state * 48271) % 2147483647; return state % most; };
  const { sync, grid } = mapEditor, waits = [];
  const end = performance.now() + milliseconds;
  window.sent = [];
  window.refused = [];
  const plainly = window.fetch;
  window.fetch = (address, asked) => {
    if (asked?.body) window.sent.push(...JSON.parse(asked.body).edits.map((edit) => edit.id));
    return plainly(address, asked);
  };
  sync.addEventListener("refused", (event) => window.refused.push(event.detail.edit.id));
  const act = () => {
    if (performance.now() > end) { resolve(waits); return; }
    const content = sync.shown, lanes = content.lanes.filter((lane) => lane.cards?.length), phases = content.phases;
    const lane = lanes[chance(lanes.length)], card = lane.cards[chance(lane.cards.length)], phase = phases[chance(phases.length)].id;
    const words = `${seed}-${chance(1e6)}`, kind = chance(12);
    if (kind < 5) sync.make([{ kind: "set", space: "cards", thing: card.id, field: ["text", kind % 2 ? "de" : "en"], value: words }]);
    else if (kind < 8) sync.make([{ kind: "insert", space: "cards", thing: `n${words}`, lane: lane.id, after: card.id, content: { id: `n${words}`, phase, text: { de: words } } }]);
    else if (kind === 8) sync.make([{ kind: "remove", space: "cards", thing: card.id }]);
    else if (kind === 9) sync.make([{ kind: "move", space: "cards", thing: card.id, lane: lanes[chance(lanes.length)].id, after: "", content: { phase, step: null, placement: null, until: null } }]);
    else if (kind === 10) mapEditor.curve.set(phase, chance(9) / 2 - 2);
    else sync.undo();
    setTimeout(act, 20 + chance(120));
  };
  act();
})
