// Moving by pointer: cards into cells, phases and lanes along their heads. Keys and buttons do the same.

import { standing } from "./editor-content.js";
import { toPlace } from "./editor-acts.js";

const LEAST = 6;

export function watchDrag(grid, sync) {
  const { table } = grid;
  table.addEventListener("pointerdown", (event) => {
    const button = event.target.closest("button.slot");
    const slot = button && grid.slots.get(button.dataset.key);
    if (!slot?.space || event.button !== 0 || event.pointerType === "touch") return;
    const drag = { slot, button, x: event.clientX, y: event.clientY, begun: false };
    const move = (moved) => follow(table, drag, moved);
    const end = (moved) => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      document.removeEventListener("keydown", cancel, true);
      if (drag.begun) {
        addEventListener("click", (click) => { click.stopPropagation(); click.preventDefault(); }, { capture: true, once: true });
        setTimeout(() => table.dispatchEvent(new Event("dragged")));
        if (moved.type === "pointerup") sync.make(dropped(grid, sync.shown, drag, moved));
      }
      clear(table, drag);
    };
    const cancel = (key) => { if (key.key === "Escape") end(new Event("pointercancel")); };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
    document.addEventListener("keydown", cancel, true);
  });
}

function follow(table, drag, moved) {
  if (!drag.begun && Math.hypot(moved.clientX - drag.x, moved.clientY - drag.y) < LEAST) return;
  drag.begun = true;
  drag.button.classList.add("dragged");
  document.documentElement.classList.add("dragging");
  for (const old of table.querySelectorAll(".over")) old.classList.remove("over");
  over(drag, moved)?.place.classList.add("over");
}

function clear(table, drag) {
  drag.button.classList.remove("dragged");
  document.documentElement.classList.remove("dragging");
  for (const old of table.querySelectorAll(".over")) old.classList.remove("over");
}

function over(drag, moved) {
  const found = document.elementFromPoint(moved.clientX, moved.clientY);
  const cell = found?.closest("table.editing [data-cell]");
  if (!cell) return null;
  const button = found.closest("button.slot[data-key]:not(.add)");
  const box = button?.getBoundingClientRect();
  return { cell, place: button ?? cell, key: button?.dataset.key ?? "", isBehind: box ? moved.clientY > box.top + box.height / 2 : true, isRight: box ? moved.clientX > box.left + box.width / 2 : true };
}

function dropped(grid, content, drag, moved) {
  const at = over(drag, moved);
  if (!at || at.key === drag.slot.key) return [];
  const [row, phase] = at.cell.dataset.cell.split("|");
  const { slot } = drag;
  const other = grid.slots.get(at.key);
  if (slot.space === "cards" && row.startsWith("lanes:") && phase) {
    const lane = row.slice("lanes:".length);
    const cards = grid.layout.cell({ kind: "lane", lane: (content.lanes ?? []).find((one) => one.id === lane), title: "" }, { id: phase }).filter((one) => one.card && one.id !== slot.id);
    const after = other?.card ? (at.isBehind ? other.id : standing(content, "cards", other.id).after) : cards.at(-1)?.id ?? slot.id;
    return [toPlace(slot, lane, phase, after)];
  }
  if (slot.space === "steps" && row === "row:steps" && phase) {
    const after = other?.step ? (at.isBehind ? other.id : standing(content, "steps", other.id).after) : slot.id;
    return [{ kind: "move", space: "steps", thing: slot.id, after, content: { phase } }];
  }
  if ((slot.space === "phases" || slot.space === "lanes") && other?.space === slot.space) {
    const isAfter = slot.space === "phases" ? at.isRight : at.isBehind;
    return [{ kind: "move", space: slot.space, thing: slot.id, after: isAfter ? other.id : standing(content, slot.space, other.id).after, content: {} }];
  }
  return [];
}
