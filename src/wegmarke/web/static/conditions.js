// The condition builder without a reload: steps are posted in the background, the size follows while one writes.
// Without this script every button posts the form and the page comes back; the keyboard stands on the same field.
"use strict";

const PAUSE_MILLISECONDS = 500;
const form = document.getElementById("conditions")?.closest("form");
let waiting = 0;
let latest = 0;

function fieldsOf(act) {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("act", act);
  return fields;
}

async function post(act) {
  const number = ++latest;
  const answer = await fetch(form.action, { method: "POST", body: fieldsOf(act) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.getElementById("conditions");
  if (!found) throw new Error("no builder came back");
  // A later step was taken meanwhile: its answer will hold this one too, or take its place.
  return number === latest ? found : null;
}

function focusIn(builder) {
  const place = document.getElementById(builder.dataset.focus);
  if (!place) return;
  place.focus({ preventScroll: true });
  place.scrollIntoView({ block: "nearest" });
}

// Steps after which every part that was there still has its address.
const STAYING = ["refresh", "add", "detail", "more"];

function valuesIn(builder) {
  const fields = builder.querySelectorAll("input[id], select[id], textarea[id]");
  return new Map([...fields].map((field) => [field.id, field.value]));
}

// What somebody writes while a step is under way goes into the fields that come back.
function carryOver(before, builder) {
  let isCarried = false;
  for (const [id, value] of valuesIn(document.getElementById("conditions"))) {
    const field = builder.querySelector(`#${CSS.escape(id)}`);
    if (before.get(id) === value || !field) continue;
    field.value = value;
    isCarried = true;
  }
  return isCarried;
}

async function take(act) {
  clearTimeout(waiting);
  const builder = document.getElementById("conditions");
  const before = valuesIn(builder);
  try {
    const found = await post(act);
    if (!found) return;
    const isCarried = STAYING.includes(act.split(" ")[0]) && carryOver(before, found);
    if (isCarried) found.dataset.focus = document.activeElement.id || found.dataset.focus;
    // The browser would complain that the page has its focus already.
    found.querySelector("[autofocus]")?.removeAttribute("autofocus");
    builder.replaceWith(found);
    focusIn(found);
    if (isCarried) look();
  } catch {
    // The server says what is wrong on a page of its own.
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "act", value: act });
    form.append(hidden);
    form.submit();
  }
}

async function look() {
  const region = document.querySelector("#conditions .said-now");
  region.classList.add("waits");
  try {
    const found = await post("look");
    if (!found) return;
    const fresh = found.querySelector(".said-now > [role=status]");
    region.querySelector("[role=status]").replaceChildren(...fresh.childNodes);
  } catch {
    // The next step tells.
  } finally {
    region.classList.remove("waits");
  }
}

if (form) {
  document.documentElement.classList.add("scripted");
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!button || button.name !== "act" || !button.closest("#conditions")) return;
    event.preventDefault();
    take(button.value);
  });
  form.addEventListener("change", (event) => {
    const steering = event.target.closest("#conditions [data-steers]");
    if (!steering) return;
    const [place, name] = steering.id.split(":");
    take(`refresh ${place} ${name}`);
  });
  form.addEventListener("input", (event) => {
    if (!event.target.closest("#conditions") || event.target.closest(".adder, [data-steers]")) return;
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE_MILLISECONDS);
  });
  // Links of problems lead to fields; the field is to take the keyboard, not only the view.
  form.addEventListener("click", (event) => {
    const link = event.target.closest(".complaints a");
    if (!link) return;
    const place = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!place) return;
    event.preventDefault();
    place.focus();
  });
}
