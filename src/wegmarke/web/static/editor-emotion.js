// The emotion curve: points that are dragged or moved by arrow keys, what was measured beside them, the gap shaded.

import { h, say, svg } from "./editor-dom.js";
import { text } from "./editor-layout.js";

const TOP = 16;
const HEIGHT = 96;
const STEP = 0.5;

const isExpected = (point) => (point.basis ?? "expected") === "expected";
const y = (value) => TOP + ((2 - value) / 4) * HEIGHT;
const clamped = (value) => Math.max(-2, Math.min(2, Math.round(value / STEP) * STEP));

export class Curve {
  constructor(page, sync) {
    this.page = page;
    this.sync = sync;
    this.persona = "";
    this.signature = "";
    const numbers = new Intl.NumberFormat(page.language, { signDisplay: "exceptZero", maximumFractionDigits: 2 });
    this.format = { format: (value) => numbers.format(value).replace("-", "−") };
  }

  get content() { return this.sync.shown; }

  points(isMeant) {
    return new Map((this.content.emotions ?? []).filter((point) => point.phase && (point.persona ?? "") === this.persona && isMeant(point)).map((point) => [point.phase, point]));
  }

  measured() {
    const found = this.points((point) => !isExpected(point));
    if (!this.persona) for (const [phase, number] of Object.entries(this.page.measured)) if (!found.has(phase)) found.set(phase, number);
    return found;
  }

  word(value) {
    const size = Math.min(2, Math.floor(Math.abs(value) + 0.5 - 1e-9));
    return this.page.words[`emotion_${value < 0 ? -size : size}`];
  }

  // What stands in words under the curve: the twin of the picture.
  slot(phase) {
    const point = this.points(isExpected).get(phase.id);
    const number = this.measured().get(phase.id);
    const { words, language } = this.page;
    const value = point ? `${this.format.format(point.value)} ${this.word(point.value)}` : words.no_emotion;
    const note = text(point?.note, language);
    return {
      key: `feel:${phase.id}`, words: point?.note ?? {}, shown: note ? `${value} – ${note}` : value, label: words.emotion_note,
      target: point ? { space: "emotions", id: point.id, field: "note" } : null,
      extra: number ? `${words.measured} ${this.measure(number)}` : "",
    };
  }

  measure(number) {
    const { words } = this.page;
    const interval = number.low === undefined || number.low === null ? "" : `; ${say(words.from_to, { low: this.format.format(number.low), high: this.format.format(number.high) })}`;
    return `${this.format.format(number.value)} (n ${number.n}${interval})`;
  }

  draw(cell, head, layout) {
    const { words, language } = this.page;
    const people = (this.content.personas ?? []).map((persona) => [persona.id, text(persona.name, language)]);
    if (!people.some(([id]) => id === this.persona)) this.persona = "";
    const centres = this.centres(cell, layout.phases);
    const expected = this.points(isExpected);
    const measured = this.measured();
    const signature = JSON.stringify([people, this.persona, centres, [...expected], [...measured], layout.phases, this.content.emotions]);
    if (signature === this.signature && cell.firstChild) return;
    this.signature = signature;
    const focused = document.activeElement?.dataset?.point;
    if (!this.dragging) this.#head(head, people, words);
    this.picture = svg("svg", { class: "curves", role: "group", "aria-label": words.emotion_curve });
    for (const level of [2, 1, 0, -1, -2]) {
      this.picture.append(svg("line", { class: "level", x1: 0, x2: "100%", y1: y(level), y2: y(level) }), svg("text", { class: "level-word", x: 4, y: y(level) - 3 }, this.format.format(level)));
    }
    const lines = svg("svg", { x: 0, y: TOP, width: "100%", height: HEIGHT, viewBox: `0 0 1000 ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });
    for (const [persona] of [["", ""], ...people]) if (persona !== this.persona) lines.append(svg("path", { class: "curve other", d: path(this.#others(persona, layout.phases, centres)) }));
    lines.append(svg("path", { class: "gap", d: between(layout.phases, expected, measured, centres) }));
    lines.append(svg("path", { class: "curve curve-1", d: path(pointsOf(layout.phases, expected, centres)) }), svg("path", { class: "curve measured", d: path(pointsOf(layout.phases, measured, centres)) }));
    this.picture.append(lines);
    layout.phases.forEach((phase, at) => {
      const number = measured.get(phase.id);
      if (number) this.picture.append(this.#measuredMark(number, phase, centres[at], language));
      this.picture.append(this.#mark(phase, expected.get(phase.id), centres[at], language));
    });
    cell.replaceChildren(this.picture);
    if (focused) cell.querySelector(`[data-point="${CSS.escape(focused)}"]`)?.focus();
  }

  centres(cell, phases) {
    const whole = cell.getBoundingClientRect();
    return phases.map((phase, at) => {
      const box = cell.closest("table").querySelector(`thead th:nth-child(${at + 2})`).getBoundingClientRect();
      return whole.width ? Math.round((1000 * (box.left + box.width / 2 - whole.left)) / whole.width) / 10 : ((at + 0.5) / phases.length) * 100;
    });
  }

  #others(persona, phases, centres) {
    const found = new Map((this.content.emotions ?? []).filter((point) => point.phase && isExpected(point) && (point.persona ?? "") === persona).map((point) => [point.phase, point]));
    return pointsOf(phases, found, centres);
  }

  #head(head, people, words) {
    const choice = h("select", { "aria-label": words.curve_of, onchange: (event) => { this.persona = event.target.value; this.sync.dispatchEvent(new Event("change")); } },
      h("option", { value: "" }, words.all_personas), people.map(([id, name]) => h("option", { value: id, selected: id === this.persona }, name)));
    head.replaceChildren(words.emotion, choice, h("span", { class: "quiet key-of" }, `– – ${words.expected}`, h("br"), `—— ${words.measured}`));
  }

  #measuredMark(number, phase, centre, language) {
    const x = `${centre}%`;
    const bar = number.low === undefined || number.low === null ? null : svg("line", { class: "interval", x1: x, x2: x, y1: y(number.low), y2: y(number.high) });
    const said = `${text(phase.title, language)}: ${this.page.words.measured} ${this.measure(number)}`;
    return svg("g", { class: "measured-mark", tabindex: "0", role: "img", "aria-label": said }, svg("title", {}, said), bar, svg("circle", { cx: x, cy: y(number.value), r: 5 }));
  }

  #mark(phase, point, centre, language) {
    const value = point?.value ?? 0;
    const said = point ? `${this.format.format(value)} ${this.word(value)}` : this.page.words.no_emotion;
    const mark = svg("g", {
      class: `mark${point ? "" : " ghost"}`, tabindex: "0", role: "slider", "data-point": phase.id, "aria-label": `${this.page.words.emotion}: ${text(phase.title, language)}`,
      "aria-valuemin": -2, "aria-valuemax": 2, "aria-valuenow": value, "aria-valuetext": said, "aria-orientation": "vertical",
    }, svg("title", {}, said), svg("circle", { class: "grip", cx: `${centre}%`, cy: y(value), r: 14 }), svg("circle", { class: "dot", cx: `${centre}%`, cy: y(value), r: 6 }),
      point ? svg("svg", { x: `${centre}%`, y: y(value), overflow: "visible" }, svg("text", { x: 11, y: 4 }, this.format.format(value))) : null);
    mark.addEventListener("keydown", (event) => this.#key(event, phase, point));
    mark.addEventListener("pointerdown", (event) => this.#drag(event, mark, phase));
    return mark;
  }

  #key(event, phase, point) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const value = point?.value ?? 0;
    const to = { ArrowUp: value + STEP, ArrowDown: value - STEP, Home: 2, End: -2, Enter: value, PageUp: value + 1, PageDown: value - 1 }[event.key];
    if (to !== undefined) this.set(phase.id, clamped(to));
    else if (event.key === "Delete" && point) this.sync.make([{ kind: "remove", space: "emotions", thing: point.id }]);
    else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const all = [...this.picture.querySelectorAll("[data-point]")];
      all[all.indexOf(event.currentTarget) + (event.key === "ArrowLeft" ? -1 : 1)]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #drag(event, mark, phase) {
    event.preventDefault();
    mark.focus();
    const box = this.picture.getBoundingClientRect();
    const at = (moved) => clamped(2 - ((moved.clientY - box.top - TOP) / HEIGHT) * 4);
    const move = (moved) => { for (const circle of mark.querySelectorAll("circle")) circle.setAttribute("cy", y(at(moved))); };
    const end = (moved) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      if (moved.type === "pointerup") this.set(phase.id, at(moved));
      this.signature = "";
      this.sync.dispatchEvent(new Event("change"));
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  }

  set(phase, value) {
    const point = this.points(isExpected).get(phase);
    if (point?.value === value) return;
    if (point) { this.sync.make([{ kind: "set", space: "emotions", thing: point.id, field: ["value"], value }]); return; }
    // The same for everybody who begins this point at the same time: then it is one point.
    const thing = `e.${phase}.${this.persona || "all"}`.slice(0, 100);
    const content = { id: thing, phase, value, ...(this.persona ? { persona: this.persona } : {}) };
    this.sync.make([{ kind: "insert", space: "emotions", thing, content }]);
  }
}

function pointsOf(phases, values, centres) {
  return phases.map((phase, at) => (values.has(phase.id) ? [centres[at] * 10, y(values.get(phase.id).value) - TOP] : null)).filter(Boolean);
}

// Flat at every point: the line never rises above or falls below the values it joins.
function bends(points) {
  return points.slice(1).map(([x, high], at) => {
    const [before, low] = points[at];
    const middle = (before + x) / 2;
    return `C${middle} ${low} ${middle} ${high} ${x} ${high}`;
  }).join("");
}

function path(points) {
  return points.length > 1 ? `M${points[0].join(" ")}${bends(points)}` : "";
}

function between(phases, expected, measured, centres) {
  const both = phases.filter((phase) => expected.has(phase.id) && measured.has(phase.id));
  if (both.length < 2) return "";
  const places = both.map((phase) => centres[phases.indexOf(phase)]);
  const there = pointsOf(both, expected, places);
  const back = pointsOf(both, measured, places).reverse();
  return `M${there[0].join(" ")}${bends(there)}L${back[0].join(" ")}${bends(back)}Z`;
}
