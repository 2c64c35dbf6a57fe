// The sheet as a table that is walked by arrow keys: one slot has the focus, and only cells that changed are made anew.

import { h } from "./editor-dom.js";
import { Layout, text } from "./editor-layout.js";

export class Grid {
  constructor(table, page, view) {
    this.table = table;
    this.page = page;
    this.view = view;
    this.slots = new Map();
    this.signatures = new Map();
    this.chosen = new Set();
    this.open = null;
    this.waiting = false;
    this.drawCurve = () => null;
    this.badge = () => null;
    this.feeling = () => null;
    table.addEventListener("focusin", (event) => {
      const key = event.target.closest("[data-key]")?.dataset.key;
      if (key) this.#stand(key);
    });
  }

  render(content) {
    this.content = content;
    this.layout = new Layout(content, this.page, this.view, this.feeling);
    const rows = this.layout.rows();
    const shape = JSON.stringify([rows.map((row) => row.key), this.layout.phases.map((phase) => phase.id), [...this.view.closed]]);
    const focused = document.activeElement?.dataset?.key;
    if (shape !== this.shape) {
      if (this.open) { this.waiting = true; return; }
      this.shape = shape;
      this.signatures.clear();
      this.#frame(rows);
    }
    this.slots.clear();
    this.order = [];
    this.#heads();
    for (const row of rows) this.#row(row);
    if (!this.slots.has(this.current)) this.current = this.order.flat(2)[0]?.key;
    this.#rove();
    if (focused && !this.open && document.activeElement === document.body) this.focus(this.slots.has(focused) ? focused : this.current);
  }

  #frame(rows) {
    const { phases } = this.layout;
    const columns = h("colgroup", {}, h("col", { class: "lane-col" }), phases.map((phase) => h("col", { class: this.view.closed.has(`phases:${phase.id}`) ? "phase-col shut" : "phase-col" })));
    const head = h("tr", { class: "phases" }, h("th", { scope: "col", class: "lane-head" }, this.page.words.phase),
      phases.map((phase) => h("th", { scope: "col", "data-cell": `phases:${phase.id}` })));
    const body = rows.map((row) => h("tr", { class: `row-${row.kind}`, "data-row": row.key },
      h("th", { scope: "row", class: "lane-head", "data-cell": `head:${row.key}` }),
      row.kind === "emotion" ? h("td", { colspan: Math.max(1, phases.length), class: "curve-cell", "data-cell": row.key })
        : phases.map((phase) => h("td", { "data-cell": `${row.key}|${phase.id}` }))));
    this.table.replaceChildren(this.table.caption ?? "", columns, h("thead", {}, head), h("tbody", {}, body));
    this.table.className = `sheet editing phases-${Math.min(12, phases.length)}`;
  }

  #heads() {
    const line = this.layout.phases.map((phase, number) => {
      const slot = { key: `phases:${phase.id}`, space: "phases", id: phase.id, words: phase.title, phase, target: { space: "phases", id: phase.id, field: "title" } };
      const cell = this.#cell(slot.key);
      cell.className = `phase shade-${1 + Math.round((number * 7) / Math.max(1, this.layout.phases.length - 1))}`;
      this.#fill(cell, [slot]);
      return [slot];
    });
    this.order.push([[], ...line]);
  }

  #row(row) {
    const head = row.kind === "lane"
      ? { key: row.key, space: "lanes", id: row.lane.id, words: row.lane.title ?? {}, shown: row.title, lane: row.lane, target: { space: "lanes", id: row.lane.id, field: "title" } }
      : null;
    const place = this.#cell(`head:${row.key}`);
    if (head) this.#fill(place, [head]);
    else if (row.kind !== "emotion") place.textContent = row.title;
    const shut = this.view.closed.has(row.key);
    place.closest("tr").classList.toggle("shut", shut);
    const line = [head ? [head] : []];
    if (row.kind === "emotion") {
      this.drawCurve(this.#cell(row.key), place);
      return;
    }
    for (const phase of this.layout.phases) {
      const isShut = shut || this.view.closed.has(`phases:${phase.id}`);
      const slots = this.layout.cell(row, phase);
      const cell = this.#cell(`${row.key}|${phase.id}`);
      if (isShut) {
        const count = slots.filter((slot) => !slot.add && text(slot.words, this.page.language)).length;
        this.signatures.delete(cell);
        cell.replaceChildren(h("span", { class: "quiet" }, count ? String(count) : ""));
        line.push([]);
      } else {
        this.#fill(cell, slots);
        line.push(slots);
      }
    }
    this.order.push(line);
  }

  #cell(name) {
    return this.table.querySelector(`[data-cell="${CSS.escape(name)}"]`);
  }

  #fill(cell, slots) {
    for (const slot of slots) this.slots.set(slot.key, slot);
    const signature = JSON.stringify(slots.map((slot) => [slot.key, slot.words, slot.shown, slot.extra, slot.card, slot.step, slot.touchpoint, this.chosen.has(slot.key), this.badge(slot)]));
    if (this.signatures.get(cell) === signature || cell.contains(this.open?.place)) return;
    this.signatures.set(cell, signature);
    cell.replaceChildren(...slots.map((slot) => this.#button(slot)));
  }

  #button(slot) {
    if (slot.add) return h("button", { type: "button", class: "slot add", tabindex: -1, "data-key": slot.key, "aria-label": slot.label, title: slot.label }, "+");
    const { language, words } = this.page;
    const said = slot.shown ?? text(slot.words, language);
    const isForeign = said && !slot.shown && !slot.words?.[language];
    const step = slot.card?.step && (this.content.steps ?? []).find((one) => one.id === slot.card.step);
    const marks = [
      step ? h("span", { class: "quiet" }, `${text(step.title, language)}: `) : null,
      h("span", isForeign ? { lang: language === "de" ? "en" : "de", class: "foreign" } : {}, said || h("span", { class: "quiet" }, "–", h("span", { class: "hidden" }, `${slot.label ?? ""} ${words.empty}`))),
      slot.card?.severity ? h("span", { class: "severity" }, h("span", { "aria-hidden": "true" }, ` ${"●".repeat(slot.card.severity)}${"○".repeat(5 - slot.card.severity)}`), h("span", { class: "hidden" }, ` ${words.severity} ${slot.card.severity}/5`)) : null,
      slot.extra ? h("span", { class: "quiet extra" }, slot.extra) : null,
      slot.step?.optional ? h("span", { class: "quiet" }, ` ${words.optional}`) : null,
      slot.touchpoint?.moment_of_truth ? h("span", { class: "moment" }, " ◆", h("span", { class: "hidden" }, words.moment)) : null,
      this.badge(slot) ? h("span", { class: "badge" }, String(this.badge(slot)), h("span", { class: "hidden" }, ` ${words.comments}`)) : null,
    ];
    const kind = { cards: "card", steps: "step", placements: "chip", phases: "head", lanes: "head" }[slot.space] ?? "words";
    const pressed = slot.space && this.chosen.has(slot.key);
    return h("button", { type: "button", class: `slot ${kind}${pressed ? " chosen" : ""}`, tabindex: -1, "data-key": slot.key, "aria-pressed": pressed ? "true" : null }, ...marks);
  }

  element(key) {
    return this.table.querySelector(`button[data-key="${CSS.escape(key ?? "")}"]`);
  }

  focus(key) {
    const button = this.element(key);
    if (!button) return false;
    button.focus({ preventScroll: true });
    button.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }

  get slot() { return this.slots.get(this.current) ?? null; }

  #stand(key) {
    if (key === this.current) return;
    this.current = key;
    this.#rove();
    this.table.dispatchEvent(new CustomEvent("stand", { detail: this.slot }));
  }

  #rove() {
    this.table.querySelector('button[tabindex="0"]')?.setAttribute("tabindex", "-1");
    this.element(this.current)?.setAttribute("tabindex", "0");
  }

  // Where a key leads: up and down inside a column, left and right to the same place of the next one.
  next(key, across, down) {
    const [row, column, place] = this.#position(key);
    if (row === null) return null;
    if (across) {
      for (let at = column + across; at >= 0 && at < this.order[row].length; at += across) {
        const cell = this.order[row][at];
        if (cell.length) return cell[Math.min(place, cell.length - 1)].key;
      }
      return null;
    }
    const within = this.order[row][column][place + down];
    if (within) return within.key;
    for (let at = row + down; at >= 0 && at < this.order.length; at += down) {
      const cell = this.order[at][column];
      if (cell?.length) return (down > 0 ? cell[0] : cell.at(-1)).key;
    }
    return null;
  }

  edge(key, isLast, isWhole) {
    const [row] = this.#position(key);
    const line = (isWhole ? (isLast ? this.order.at(-1) : this.order[0]) : this.order[row] ?? []).filter((cell) => cell.length);
    return (isLast ? line.at(-1) : line[0])?.[0]?.key ?? null;
  }

  #position(key) {
    for (const [row, line] of this.order.entries()) {
      for (const [column, cell] of line.entries()) {
        const place = cell.findIndex((slot) => slot.key === key);
        if (place >= 0) return [row, column, place];
      }
    }
    return [null, null, null];
  }
}
