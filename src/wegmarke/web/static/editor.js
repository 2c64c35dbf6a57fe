// The map editor: one page, one draft. Everything that is seen follows from the draft and from what waits to be sent.

import { copied, inserting, moving, pasting, removing, writing } from "./editor-acts.js";
import { openField } from "./editor-cell.js";
import { h, say } from "./editor-dom.js";
import { watchDrag } from "./editor-drag.js";
import { Curve } from "./editor-emotion.js";
import { Grid } from "./editor-grid.js";
import { watchKeys } from "./editor-keys.js";
import { text } from "./editor-layout.js";
import { Notices, Panel } from "./editor-panel.js";
import { Sync } from "./editor-sync.js";

const root = document.getElementById("map-editor");
const CARDS_TYPE = "web application/x-wegmarke-cards";

async function begin() {
  const answer = await fetch(`${root.dataset.address}/draft`);
  if (!answer.ok) { location.reload(); return; }
  const page = await answer.json();
  document.documentElement.classList.add("scripted");
  root.hidden = false;
  new Editor(page);
}

class Editor {
  constructor(page) {
    this.page = page;
    this.sync = new Sync(root.dataset.address, page);
    this.view = { filter: { persona: "", role: "" }, closed: new Set(), both: true };
    const table = document.getElementById("sheet");
    this.grid = new Grid(table, page, this.view);
    this.panel = new Panel(document.getElementById("details"), page, this.sync);
    this.notices = new Notices(document.getElementById("notices"), page, this.sync);
    this.curve = new Curve(page, this.sync);
    this.grid.drawCurve = (cell, head) => this.curve.draw(cell, head, this.grid.layout);
    this.grid.feeling = (phase) => this.curve.slot(phase);
    this.grid.badge = (slot) => (slot.target ? this.panel.count(slot.target.space, slot.target.id) || "" : "");
    this.bar();
    watchKeys(this.grid, this.acts());
    watchDrag(this.grid, this.sync);
    this.watch(table);
    this.render();
    this.sync.start();
    this.panel.load();
    window.mapEditor = this;
  }

  render() {
    this.grid.render(this.sync.shown);
    this.people();
    const slot = this.grid.slot;
    if (slot) this.panel.show(slot);
  }

  watch(table) {
    const { sync, grid } = this;
    sync.addEventListener("change", () => this.render());
    sync.addEventListener("comments", () => this.panel.load());
    sync.addEventListener("status", (event) => this.tell(event.detail));
    table.addEventListener("stand", (event) => this.panel.show(event.detail));
    table.addEventListener("dragged", () => { this.wasDragged = true; setTimeout(() => { this.wasDragged = false; }, 50); });
    table.addEventListener("click", (event) => {
      const button = event.target.closest("button.slot");
      if (!button || this.wasDragged) return;
      if (event.ctrlKey || event.metaKey) this.acts().choose(button.dataset.key);
      else if (event.detail === 0 || event.detail >= 2 || button.classList.contains("add")) this.write(button.dataset.key);
    });
    for (const name of ["copy", "cut", "paste"]) table.addEventListener(name, (event) => { if (event.target.closest("button.slot")) this.clipboard(event); });
    addEventListener("resize", () => { this.curve.signature = ""; this.render(); });
    addEventListener("beforeunload", (event) => { if (sync.pending.length && sync.status !== "offline") event.preventDefault(); });
    document.getElementById("details").addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.preventDefault(); grid.focus(grid.current); }
    });
    this.announce = document.getElementById("said");
  }

  bar() {
    const by = (id) => document.getElementById(id);
    const who = by("who");
    try { who.value = localStorage.getItem("wegmarke-who") ?? ""; } catch { /* a browser that keeps nothing */ }
    this.sync.who = who.value;
    who.addEventListener("change", () => {
      this.sync.who = who.value.trim().slice(0, 100);
      try { localStorage.setItem("wegmarke-who", this.sync.who); } catch { /* likewise */ }
    });
    by("undo").addEventListener("click", () => this.sync.undo());
    by("redo").addEventListener("click", () => this.sync.redo());
    by("both").addEventListener("change", (event) => { this.view.both = event.target.checked; });
    by("add-phase").addEventListener("click", () => this.insertPhase(null));
    by("add-lane").addEventListener("change", (event) => { if (event.target.value) this.insertLane(event.target.value); event.target.value = ""; });
    by("persona").addEventListener("change", (event) => { this.view.filter.persona = event.target.value; this.render(); });
    by("role").addEventListener("change", (event) => { this.view.filter.role = event.target.value; this.render(); });
    for (const [id, across, down] of [["move-left", -1, 0], ["move-right", 1, 0], ["move-up", 0, -1], ["move-down", 0, 1]]) by(id).addEventListener("click", () => this.move(across, down));
    by("remove").addEventListener("click", () => this.remove());
    by("fold").addEventListener("click", () => this.fold());
    by("add-lane").append(...Object.entries(this.page.lists.lane_types).filter(([type]) => !["emotion", "touchpoint", "metric"].includes(type)).map(([type, name]) => h("option", { value: type }, name)));
    by("role").append(...Object.entries(this.page.lists.roles).map(([role, name]) => h("option", { value: role }, name)));
  }

  people() {
    const select = document.getElementById("persona");
    const wanted = (this.sync.shown.personas ?? []).map((one) => [one.id, text(one.name, this.page.language)]);
    const signature = JSON.stringify(wanted);
    if (select.dataset.signature === signature) return;
    select.dataset.signature = signature;
    select.replaceChildren(select.options[0], ...wanted.map(([id, name]) => h("option", { value: id, selected: id === this.view.filter.persona }, name)));
  }

  acts() {
    return {
      write: (first) => this.write(this.grid.current, first ?? null),
      insertBehind: () => this.insertBehind(),
      remove: () => this.remove(),
      move: (across, down) => this.move(across, down),
      details: () => this.panel.focus(),
      undo: () => this.sync.undo(),
      redo: () => this.sync.redo(),
      choose: (key) => this.choose(key),
      chooseNone: () => { if (this.grid.chosen.size) { this.grid.chosen.clear(); this.render(); } },
      extend: (from, to) => { for (const key of [from, to]) if (this.grid.slots.get(key)?.space) this.grid.chosen.add(key); this.render(); },
    };
  }

  choose(key) {
    if (!this.grid.slots.get(key)?.space) return;
    if (!this.grid.chosen.delete(key)) this.grid.chosen.add(key);
    this.render();
    this.say(say(this.page.words.chosen, { n: this.grid.chosen.size }));
  }

  get many() {
    const slots = [...this.grid.chosen].map((key) => this.grid.slots.get(key)).filter(Boolean);
    return slots.length ? slots : this.grid.slot?.space ? [this.grid.slot] : [];
  }

  write(key, first = null, after = null) {
    const { grid } = this;
    const slot = grid.slots.get(key);
    const button = grid.element(key);
    if (!slot || !button || grid.open || (!slot.target && !slot.add)) return;
    const place = button.parentElement;
    button.hidden = true;
    const holder = h("div", { class: "writing" });
    button.after(holder);
    grid.open = { place };
    openField(holder, slot, this.page, {
      both: this.view.both, first,
      done: (changed, go) => {
        grid.open = null;
        holder.remove();
        button.hidden = false;
        this.written(slot, changed, go, after);
      },
    });
  }

  written(slot, changed, go, after) {
    const { grid, sync } = this;
    const words = { ...slot.words, ...changed };
    const isEmpty = !Object.values(words).some(Boolean);
    let made = [];
    if (slot.add && !isEmpty) made = inserting(sync.shown, slot.add, filledOnly(words), after ?? undefined);
    else if (slot.target && isEmpty && slot.space && Object.keys(changed).length) made = slot.space === "cards" ? removing([slot]) : [];
    else if (slot.target) made = writing(slot.target, changed);
    if (made === null) this.say(this.page.words.step_first);
    sync.make(made ?? []);
    if (grid.waiting) { grid.waiting = false; }
    this.render();
    const inserted = made?.find((edit) => edit.kind === "insert" && edit.space === slot.add?.space);
    const here = inserted ? `${inserted.space}:${inserted.thing}` : slot.key;
    if (go === "stay") grid.focus(grid.slots.has(here) ? here : grid.current);
    else if (go) grid.focus(grid.next(here, go === "on" ? 1 : -1, 0) ?? here);
  }

  insertBehind() {
    const slot = this.grid.slot;
    if (slot?.space === "phases") this.insertPhase(slot.id);
    else if (slot?.space === "lanes") this.insertLane(slot.lane.type, slot.id);
    else if (slot) {
      const phase = slot.add?.phase ?? (slot.card || slot.step ? this.grid.layout.where(slot.card ?? { step: slot.id }) : this.grid.layout.where({ placement: slot.id }));
      const key = `add:${slot.add?.space ?? slot.space}:${slot.lane && slot.space === "cards" ? slot.lane : slot.add?.lane ?? ""}:${phase}`;
      this.write(key, null, slot.space ? slot.id : null);
    }
  }

  insertPhase(after) {
    const { lists, words } = this.page;
    const near = this.sync.shown.phases?.find((phase) => phase.id === after) ?? this.sync.shown.phases?.at(-1);
    const more = { canonical: near?.canonical ?? Object.keys(lists.phases)[0] };
    this.inserted(inserting(this.sync.shown, { space: "phases", more }, { de: words.new_phase_de, en: words.new_phase_en }, after ?? undefined));
  }

  insertLane(type, after) {
    const [edit] = inserting(this.sync.shown, { space: "lanes", more: { type } }, {}, after ?? undefined);
    delete edit.content.title;
    this.inserted([edit]);
  }

  inserted(edits) {
    this.sync.make(edits);
    const key = `${edits[0].space}:${edits[0].thing}`;
    if (this.grid.focus(key)) this.write(key);
  }

  move(across, down) {
    const slots = this.many;
    const forward = across + down > 0;
    const edits = (forward ? [...slots].reverse() : slots).flatMap((slot) => moving(this.grid.layout, slot, across, down));
    this.sync.make(edits);
    if (this.grid.slot) this.grid.focus(this.grid.current);
    if (edits.length) this.say(this.page.words.moved);
  }

  remove() {
    const slots = this.many;
    if (!slots.length) return;
    const next = this.grid.next(this.grid.current, 0, 1) ?? this.grid.next(this.grid.current, 0, -1);
    this.grid.chosen.clear();
    this.sync.make(removing(slots));
    if (next) this.grid.focus(next);
    this.say(say(this.page.words.removed, { n: slots.length }));
  }

  fold() {
    const slot = this.grid.slot;
    const key = slot?.space === "phases" || slot?.space === "lanes" ? slot.key : slot?.lane && slot.space === "cards" ? `lanes:${slot.lane}` : null;
    if (!key) { this.say(this.page.words.fold_what); return; }
    if (!this.view.closed.delete(key)) this.view.closed.add(key);
    this.grid.shape = "";
    this.curve.signature = "";
    this.render();
    this.grid.focus(key);
  }

  clipboard(event) {
    event.preventDefault();
    if (event.type === "paste") {
      const read = (type) => event.clipboardData.getData(type);
      const made = pasting(this.grid.layout, this.grid.slot, read("text/plain"), read("application/json") || read(CARDS_TYPE), this.page.language);
      this.sync.make(made);
      this.say(made.length ? say(this.page.words.pasted, { n: made.length }) : this.page.words.paste_where);
      return;
    }
    const { plain, json } = copied(this.grid.layout, this.many, this.page.language);
    event.clipboardData.setData("text/plain", plain);
    if (json) event.clipboardData.setData("application/json", json);
    this.say(say(this.page.words.copied, { n: this.many.length }));
    if (event.type === "cut") this.remove();
  }

  tell(status) {
    const place = document.getElementById("save-state");
    place.dataset.status = status;
    place.textContent = say(this.page.words[`status_${status}`], { n: this.sync.pending.length });
    document.getElementById("undo").disabled = status === "ended";
  }

  say(words) {
    this.announce.textContent = "";
    this.announce.textContent = words;
  }
}

function filledOnly(words) {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value));
}

if (root) begin();
