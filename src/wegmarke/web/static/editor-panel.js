// What stands beside the sheet: the fields of the thing one stands on, its comments, and what people must be told.

import { find } from "./editor-content.js";
import { h, say } from "./editor-dom.js";
import { text } from "./editor-layout.js";

const NUMBERS = ["", 1, 2, 3, 4, 5];

// Which fields are offered for which thing; lists are named as the server sends them.
const FIELDS = {
  cards: [["severity", "number"], ["relevance", "number"], ["status", "card_statuses"], ["evidence", "evidence_levels"], ["personas", "personas"], ["roles", "roles"], ["step", "steps"]],
  phases: [["canonical", "phases"], ["expected_days", "days"]],
  steps: [["optional", "tick"], ["repeatable", "tick"], ["buying_job", "buying_jobs"]],
  lanes: [["type", "lane_types"], ["hidden", "tick"]],
  touchpoints: [["channel", "channels"], ["mode", "modes"], ["influence", "influences"], ["ownership", "ownerships"], ["moment_of_truth", "tick"]],
};
const NEEDED = ["canonical", "type", "channel", "mode", "influence", "ownership"];

export class Panel {
  constructor(place, page, sync) {
    this.place = place;
    this.page = page;
    this.sync = sync;
    this.comments = [];
    this.slot = null;
  }

  show(slot) {
    this.slot = slot;
    if (!this.place.contains(document.activeElement)) this.draw();
  }

  draw() {
    const { words } = this.page;
    const about = this.#about();
    if (!about) {
      this.place.replaceChildren(h("h2", {}, words.details), h("p", { class: "quiet" }, words.choose_first));
      return;
    }
    const [space, id] = about;
    const thing = find(this.sync.shown, space, id);
    const name = text(thing?.text ?? thing?.title ?? thing?.name, this.page.language);
    const fields = (FIELDS[space] ?? []).map(([field, kind]) => this.#field(space, thing, field, kind));
    this.place.replaceChildren(h("h2", {}, words.details), h("p", { class: "about-what" }, name), ...fields, this.#comments(space, id));
  }

  focus() {
    this.draw();
    (this.place.querySelector("select, input, textarea, button") ?? this.place).focus();
  }

  #about() {
    const target = this.slot?.target ?? (this.slot?.space ? { space: this.slot.space, id: this.slot.id } : null);
    return target && find(this.sync.shown, target.space, target.id) ? [target.space, target.id] : null;
  }

  #field(space, thing, field, kind) {
    const label = this.page.words[`field_${field}`];
    const value = thing[field];
    const write = (to) => this.sync.make([{ kind: "set", space, thing: thing.id, field: [field], value: to }]);
    if (kind === "tick") return h("label", { class: "tick" }, h("input", { type: "checkbox", checked: Boolean(value), onchange: (event) => write(event.target.checked || null) }), label);
    if (kind === "days") return h("label", {}, label, h("input", { type: "number", min: 0, step: 1, value: value ?? "", onchange: (event) => write(event.target.value === "" ? null : Number(event.target.value)) }));
    if (kind === "number") return h("label", {}, label, h("select", { onchange: (event) => write(event.target.value ? Number(event.target.value) : null) }, NUMBERS.map((one) => h("option", { value: one, selected: (value ?? "") === one }, one === "" ? "–" : String(one)))));
    if (field === "step") return this.#step(thing, label);
    const choices = kind === "personas" ? Object.fromEntries((this.sync.shown.personas ?? []).map((one) => [one.id, text(one.name, this.page.language)])) : this.page.lists[kind];
    if (Array.isArray(value) || ["personas", "roles"].includes(field)) return this.#several(label, choices, value ?? [], write);
    const options = Object.entries(choices).map(([one, name]) => h("option", { value: one, selected: value === one }, name));
    const none = NEEDED.includes(field) ? [] : [h("option", { value: "" }, "–")];
    return h("label", {}, label, h("select", { onchange: (event) => write(event.target.value || null) }, none, options));
  }

  #several(label, choices, value, write) {
    const ticked = new Set(value);
    const tick = (one) => (event) => {
      if (event.target.checked) ticked.add(one);
      else ticked.delete(one);
      write(ticked.size ? Object.keys(choices).filter((name) => ticked.has(name)) : null);
    };
    const said = Object.entries(choices).filter(([one]) => ticked.has(one)).map(([, name]) => name).join(", ");
    return h("details", { class: "several" }, h("summary", {}, label, h("span", { class: "quiet" }, ` ${said || this.page.words.all}`)),
      Object.entries(choices).map(([one, name]) => h("label", { class: "tick" }, h("input", { type: "checkbox", checked: ticked.has(one), onchange: tick(one) }), name)));
  }

  #step(card, label) {
    const steps = this.sync.shown.steps ?? [];
    const phase = card.phase ?? steps.find((step) => step.id === card.step)?.phase;
    const lane = (this.sync.shown.lanes ?? []).find((one) => (one.cards ?? []).some((other) => other.id === card.id));
    const move = (step) => this.sync.make([{ kind: "move", space: "cards", thing: card.id, lane: lane.id, after: card.id, content: step ? { phase: null, step, placement: null, until: null } : { phase, step: null, placement: null, until: null } }]);
    return h("label", {}, label, h("select", { onchange: (event) => move(event.target.value) }, h("option", { value: "" }, this.page.words.whole_phase),
      steps.filter((step) => step.phase === phase).map((step) => h("option", { value: step.id, selected: card.step === step.id }, text(step.title, this.page.language)))));
  }

  #comments(space, id) {
    const { words } = this.page;
    const here = this.comments.filter((one) => one.space === space && one.thing === id);
    const field = h("textarea", { rows: 2, "aria-label": words.new_comment, placeholder: words.mention_hint, maxlength: 4000 });
    const send = () => this.#post("comment", { space, thing: id, text: field.value, who: this.sync.who ?? "" });
    return h("section", { class: "comments", "aria-label": words.comments }, h("h3", {}, words.comments),
      h("ul", { class: "plain" }, here.map((one) => h("li", { class: one.resolved_at ? "settled" : "" }, h("p", { class: "quiet small" }, `${one.who || words.nobody} · ${one.when}${one.resolved_at ? ` · ${words.settled}` : ""}`), h("p", {}, withMentions(one)),
        one.resolved_at ? null : h("button", { type: "button", class: "small", onclick: () => this.#post(`comments/${one.number}/settle`, { who: this.sync.who ?? "" }) }, words.settle)))),
      field, h("button", { type: "button", onclick: () => { if (field.value.trim()) send(); } }, words.say_it));
  }

  async #post(end, body) {
    const answer = await fetch(`${this.sync.address}/${end}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    if (answer.ok) await this.load();
  }

  async load() {
    const answer = await fetch(`${this.sync.address}/comments`);
    if (!answer.ok) return;
    this.comments = (await answer.json()).comments;
    this.draw();
    this.sync.dispatchEvent(new Event("change"));
  }

  count(space, id) {
    return this.comments.filter((one) => one.space === space && one.thing === id && !one.resolved_at).length;
  }
}

function withMentions(comment) {
  const parts = comment.text.split(/(@[\w.-]+)/u);
  return parts.map((part) => (comment.mentions.includes(part.slice(1).replace(/[.-]+$/, "")) && part.startsWith("@") ? h("strong", {}, part) : part));
}

export class Notices {
  constructor(place, page, sync) {
    this.place = place;
    this.page = page;
    this.sync = sync;
    sync.addEventListener("made", (event) => this.#made(event.detail));
    sync.addEventListener("refused", (event) => this.#refused(event.detail));
  }

  #made(made) {
    const { words } = this.page;
    const isMine = made.client === this.sync.client;
    for (const notice of made.notices) {
      const name = this.#name(notice);
      const values = { name, other: this.#said(notice.other), who: notice.who || words.nobody, by: made.who || words.nobody };
      if (notice.kind === "both_wrote") this.#add(say(isMine ? words.you_wrote_over : words.they_wrote_over, values), notice.other ?? null, notice);
      else if (notice.kind === "came_back") this.#add(say(words.came_back, values));
      else if (isMine) this.#add(say(words.stayed, values));
    }
  }

  #refused({ edit, answer }) {
    const { words } = this.page;
    const reason = words[`refused_${answer.code.replace(":", "_")}`] ?? words[`refused_${answer.code.split(":")[0]}`] ?? words.refused;
    const said = this.#said(edit.value ?? edit.content?.text ?? edit.content?.title ?? null);
    this.#add(say(said ? words.set_aside : "{reason}", { reason, said }));
  }

  #name(notice) {
    const thing = find(this.sync.shown, notice.space, notice.thing);
    return text(thing?.text ?? thing?.title ?? thing?.name, this.page.language) || notice.thing;
  }

  #said(value) {
    if (value === null || value === undefined) return "";
    return typeof value === "object" ? text(value, this.page.language) : String(value);
  }

  #add(words, other = null, notice = null) {
    const item = h("li", {}, h("span", {}, words));
    if (notice) item.append(h("button", { type: "button", onclick: () => { this.sync.make([{ kind: "set", space: notice.space, thing: notice.thing, field: notice.field, value: other }]); item.remove(); this.#settle(); } }, this.page.words.take_other));
    item.append(h("button", { type: "button", onclick: () => { item.remove(); this.#settle(); } }, this.page.words.close));
    this.place.querySelector("ul").append(item);
    this.#settle();
  }

  #settle() {
    this.place.hidden = !this.place.querySelector("li");
  }
}
