// Choosing rows: the form works without this; here it counts, chooses ranges, and moves by arrow keys.
"use strict";

const form = document.querySelector("form.chosen");
const boxes = [...form?.querySelectorAll(".pick input[name]") ?? []];
let anchor = 0;

function chosen() {
  return boxes.filter((box) => box.checked).length;
}

function countInWords(count) {
  if (count === 0) return form.dataset.none;
  return count === 1 ? form.dataset.one : form.dataset.many.replace("{n}", String(count));
}

function show() {
  const count = chosen();
  const bar = form.querySelector(".bar");
  const all = form.querySelector(".all");
  bar.hidden = count === 0;
  bar.querySelector(".count").textContent = countInWords(count);
  const merge = bar.querySelector(".merge");
  if (merge) merge.disabled = count !== 2;
  all.checked = count === boxes.length;
  all.indeterminate = count > 0 && count < boxes.length;
}

function chooseUpTo(place, checked) {
  const [low, high] = anchor < place ? [anchor, place] : [place, anchor];
  for (const box of boxes.slice(low, high + 1)) box.checked = checked;
}

function clear() {
  for (const box of boxes) box.checked = false;
  show();
}

function move(event, place) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const next = boxes[place + step];
  if (!step || !next) return;
  event.preventDefault();
  if (event.shiftKey) chooseUpTo(place + step, true);
  else anchor = place + step;
  next.focus();
  show();
}

if (boxes.length) {
  const all = form.querySelector(".all");
  all.hidden = false;
  form.querySelector(".bar").classList.add("floats");
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  boxes.forEach((box, place) => {
    box.addEventListener("click", (event) => {
      if (event.shiftKey) chooseUpTo(place, box.checked);
      anchor = place;
      show();
    });
    box.addEventListener("keydown", (event) => move(event, place));
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && chosen()) clear();
  });
  form.addEventListener("reset", () => setTimeout(show));
  // A page that comes back from the browser's memory keeps its boxes.
  addEventListener("pageshow", show);
  show();
}
