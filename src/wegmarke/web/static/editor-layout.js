// What stands where: rows and columns of the sheet, and in each cell the slots that a person can stand on.

import { say } from "./editor-dom.js";

export function text(value, language) {
  return value?.[language] || value?.[language === "de" ? "en" : "de"] || "";
}

export function phaseOf(content) {
  const ofStep = new Map((content.steps ?? []).map((step) => [step.id, step.phase]));
  const ofPlacement = new Map((content.placements ?? []).map((one) => [one.id, ofStep.get(one.step)]));
  return (thing) => thing.phase ?? ofStep.get(thing.step) ?? ofPlacement.get(thing.placement) ?? null;
}

function slot(space, thing, field, words, extra = {}) {
  return { key: `${space}:${thing.id}`, space, id: thing.id, target: { space, id: thing.id, field }, words, ...extra };
}

function adder(space, phase, lane, label) {
  return { key: `add:${space}:${lane ?? ""}:${phase}`, add: { space, phase, lane }, label };
}

function isMeant(card, filter) {
  const fits = (chosen, list) => !chosen || !(list ?? []).length || list.includes(chosen);
  return fits(filter.persona, card.personas) && fits(filter.role, card.roles);
}

export class Layout {
  constructor(content, page, view, feeling) {
    this.feeling = feeling;
    this.content = content;
    this.page = page;
    this.view = view;
    this.phases = content.phases ?? [];
    this.where = phaseOf(content);
    const touchpoints = new Map((content.touchpoints ?? []).map((one) => [one.id, one]));
    this.touchpoint = (placement) => touchpoints.get(placement.touchpoint);
  }

  rows() {
    const { words } = this.page;
    const lanes = (this.content.lanes ?? []).filter((lane) => !["emotion", "touchpoint", "metric"].includes(lane.type) || lane.cards?.length);
    return [
      { key: "row:steps", kind: "steps", title: words.steps },
      { key: "row:customer_goal", kind: "goal", field: "customer_goal", title: words.customer_goal },
      { key: "row:touchpoints", kind: "touchpoints", title: words.touchpoints },
      { key: "row:emotion", kind: "emotion", title: words.emotion },
      { key: "row:feelings", kind: "feelings", title: words.in_words },
      ...lanes.map((lane) => ({ key: `lanes:${lane.id}`, kind: "lane", lane, title: this.laneTitle(lane) })),
      { key: "row:company_goal", kind: "goal", field: "company_goal", title: words.company_goal },
    ];
  }

  laneTitle(lane) {
    return text(lane.title, this.page.language) || this.page.lists.lane_types[lane.type] || lane.type;
  }

  cell(row, phase) {
    const { words } = this.page;
    if (row.kind === "steps") {
      const steps = (this.content.steps ?? []).filter((step) => step.phase === phase.id);
      return [...steps.map((step) => slot("steps", step, "title", step.title, { step })), adder("steps", phase.id, null, words.add_step)];
    }
    if (row.kind === "goal") {
      const key = `goal:${row.field}:${phase.id}`;
      return [{ key, target: { space: "phases", id: phase.id, field: row.field }, words: phase[row.field] ?? {}, label: row.title }];
    }
    if (row.kind === "feelings") return [this.feeling(phase)];
    if (row.kind === "touchpoints") {
      const placed = (this.content.placements ?? []).filter((one) => this.where({ step: one.step }) === phase.id && this.touchpoint(one));
      return [
        ...placed.map((one) => ({
          key: `placements:${one.id}`, space: "placements", id: one.id, words: this.touchpoint(one).title,
          target: { space: "touchpoints", id: one.touchpoint, field: "title" }, touchpoint: this.touchpoint(one),
        })),
        adder("placements", phase.id, null, words.add_touchpoint),
      ];
    }
    const cards = (row.lane.cards ?? []).filter((card) => this.where(card) === phase.id && isMeant(card, this.view.filter));
    return [
      ...cards.map((card) => slot("cards", card, "text", card.text, { card, lane: row.lane.id })),
      adder("cards", phase.id, row.lane.id, say(words.add_card, { lane: row.title })),
    ];
  }
}
