// Sends edits and follows what others do. An edit waits here, and in the browser's own memory, until the server has it.

import { foreseen, strokeOn } from "./editor-content.js";
import { freshId } from "./editor-dom.js";

const POLL_MILLISECONDS = 1000;
const RETRY_MILLISECONDS = 3000;
const MOST_AT_ONCE = 50;
// A page that nobody touches does not keep its session open.
const IDLE_MILLISECONDS = 20 * 60 * 1000;

export class Sync extends EventTarget {
  constructor(address, state) {
    super();
    this.address = address;
    this.draft = state.draft;
    this.revision = state.revision;
    this.said = state.content;
    this.comments = state.comments_state;
    this.client = freshId();
    this.memory = `wegmarke-draft ${address} ${state.draft}`;
    this.pending = this.#remembered();
    this.shown = this.#rebuilt();
    this.undoable = [];
    this.redoable = [];
    this.sending = false;
    this.status = "saved";
    this.touched = Date.now();
    this.timer = 0;
  }

  start() {
    for (const name of ["keydown", "pointerdown"]) addEventListener(name, () => { this.touched = Date.now(); }, true);
    addEventListener("online", () => this.send());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.#poll(); });
    this.#tell("saved");
    this.send();
    this.#poll();
  }

  // One step of a person: it is undone as one.
  make(edits, { group = freshId() } = {}) {
    const made = edits.map((edit) => ({ ...edit, id: freshId(), group }));
    if (!made.length) return;
    this.#queue(made);
    this.undoable.push({ group, edits: made.map((edit) => edit.id), numbers: [] });
    this.redoable = [];
  }

  async undo() { await this.#takeBack(this.undoable, this.redoable); }
  async redo() { await this.#takeBack(this.redoable, this.undoable); }

  async #takeBack(from, to) {
    await this.send();
    let step = from.pop();
    while (step && !step.numbers.length) step = from.pop();
    if (!step) return;
    const back = step.numbers.reverse().map((number) => ({ kind: "undo", number, id: freshId(), group: freshId() }));
    to.push({ group: back[0].group, edits: back.map((edit) => edit.id), numbers: [] });
    this.#queue(back);
    await this.send();
  }

  #queue(edits) {
    for (const edit of edits) {
      this.pending.push(edit);
      for (const stroke of foreseen(this.shown, edit)) strokeOn(this.shown, stroke);
    }
    this.#remember();
    this.#changed();
    performance.mark("edit-made");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), 0);
  }

  async send() {
    if (this.sending || !this.pending.length || this.status === "ended") return this.sending || undefined;
    this.#tell("saving");
    this.sending = this.#exchange();
    const went = await this.sending;
    this.sending = false;
    if (went && this.pending.length) return this.send();
    if (!went && this.status === "offline") setTimeout(() => this.send(), RETRY_MILLISECONDS);
    return undefined;
  }

  async #exchange() {
    const edits = this.pending.slice(0, MOST_AT_ONCE).map(({ group, ...edit }) => edit);
    const body = { draft: this.draft, base: this.revision, client: this.client, who: this.who ?? "", edits };
    try {
      const answer = await fetch(`${this.address}/edits`, {
        method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
      });
      if (!answer.ok) return this.#refused(answer);
      const news = await answer.json();
      this.#answered(news.answers);
      this.#follow(news);
      this.#tell(this.pending.length ? "saving" : "saved");
      if (!this.pending.length) performance.mark("edit-saved");
      return true;
    } catch {
      this.#tell("offline");
      return false;
    }
  }

  #refused(answer) {
    if (answer.status === 404 || answer.status === 409) this.#tell("ended");
    else if (answer.status === 401 || answer.status === 403) this.#tell("closed");
    else this.#tell("offline");
    return false;
  }

  #answered(answers) {
    const found = new Map(answers.map((answer) => [answer.edit, answer]));
    for (const step of [...this.undoable, ...this.redoable]) {
      for (const id of step.edits) if (found.get(id)?.number) step.numbers.push(found.get(id).number);
    }
    for (const edit of this.pending) {
      const answer = found.get(edit.id);
      if (answer && !answer.number) this.dispatchEvent(new CustomEvent("refused", { detail: { edit, answer } }));
    }
    this.pending = this.pending.filter((edit) => !found.has(edit.id));
    this.#remember();
  }

  #follow(news) {
    const unseen = news.made.filter((made) => made.number > this.revision);
    for (const made of unseen) {
      for (const stroke of made.strokes) strokeOn(this.said, stroke);
      this.revision = made.number;
    }
    if (unseen.length || news.answers.length) {
      this.shown = this.#rebuilt();
      this.#changed();
    }
    for (const made of unseen) if (made.notices.length || made.client !== this.client) this.dispatchEvent(new CustomEvent("made", { detail: made }));
    if (news.comments !== this.comments) {
      this.comments = news.comments;
      this.dispatchEvent(new Event("comments"));
    }
  }

  async #poll() {
    clearTimeout(this.poller);
    if (this.status === "ended") return;
    if (!document.hidden && !this.sending && Date.now() - this.touched < IDLE_MILLISECONDS) await this.look();
    this.poller = setTimeout(() => this.#poll(), POLL_MILLISECONDS);
  }

  async look() {
    const since = this.revision;
    try {
      const answer = await fetch(`${this.address}/draft/news?draft=${this.draft}&since=${since}`);
      if (!answer.ok) { this.#refused(answer); return; }
      const news = await answer.json();
      this.#follow(news);
      if (!this.pending.length) this.#tell("saved");
      else if (!this.sending) this.send();
    } catch {
      this.#tell("offline");
    }
  }

  #rebuilt() {
    const shown = structuredClone(this.said);
    for (const edit of this.pending) for (const stroke of foreseen(shown, edit)) strokeOn(shown, stroke);
    return shown;
  }

  #changed() { this.dispatchEvent(new Event("change")); }

  #tell(status) {
    if (status === this.status && this.told) return;
    this.told = true;
    this.status = status;
    this.dispatchEvent(new CustomEvent("status", { detail: status }));
  }

  #remember() {
    try {
      if (this.pending.length) localStorage.setItem(this.memory, JSON.stringify(this.pending));
      else localStorage.removeItem(this.memory);
    } catch {
      // A browser that keeps nothing still sends.
    }
  }

  #remembered() {
    try {
      return JSON.parse(localStorage.getItem(this.memory) ?? "[]");
    } catch {
      return [];
    }
  }
}
