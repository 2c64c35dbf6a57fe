// Reviewing pairs by keyboard, and seeing a search go on; without it links and forms work the same.
"use strict";

const POLL_MILLISECONDS = 700;

async function poll(place) {
  try {
    const answer = await fetch(place.dataset.poll);
    if (answer.redirected || !answer.ok) return window.location.reload();
    const text = await answer.text();
    const part = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
    if (!part || part.dataset.running !== "yes") return window.location.reload();
    place.replaceChildren(part);
  } catch {
    // The server may be starting again; the next look will tell.
  }
  return setTimeout(poll, POLL_MILLISECONDS, place);
}

function moveWithin(places, earlier, later) {
  places.forEach((place, number) => {
    place.addEventListener("keydown", (event) => {
      const step = { [earlier]: -1, [later]: 1 }[event.key];
      const next = places[number + step];
      if (!step || !next) return;
      event.preventDefault();
      next.focus();
    });
  });
}

const decisions = [...document.querySelectorAll(".decide a, .decide button")];
moveWithin(decisions, "ArrowLeft", "ArrowRight");
decisions[0]?.focus({ preventScroll: true });
moveWithin([...document.querySelectorAll("a.compare")], "ArrowUp", "ArrowDown");
document.addEventListener("keydown", (event) => {
  const back = document.querySelector("a.back");
  if (event.key === "Escape" && back && !document.querySelector("details.menu[open]")) back.click();
});
for (const place of document.querySelectorAll("[data-poll]")) setTimeout(poll, POLL_MILLISECONDS, place);
