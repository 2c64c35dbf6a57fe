// Walking through the slides of a map: arrow keys, Page Up and Down, Home and End; Escape leads back to the sheet.

const slides = [...document.querySelectorAll(".slide")];
const KEYS = { ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1 };

function shown() {
  return Math.max(0, slides.findIndex((slide) => `#${slide.id}` === location.hash));
}

function show() {
  const at = shown();
  slides.forEach((slide, number) => slide.classList.toggle("shown", number === at));
  document.getElementById("content").scrollTop = 0;
}

function walk(to) {
  const slide = slides[Math.min(slides.length - 1, Math.max(0, to))];
  if (slide) location.hash = slide.id;
}

document.documentElement.classList.add("walking");
addEventListener("hashchange", show);
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea, a") && event.key === " ") return;
  if (KEYS[event.key]) walk(shown() + KEYS[event.key]);
  else if (event.key === "Home") walk(0);
  else if (event.key === "End") walk(slides.length - 1);
  else if (event.key === "Escape") document.querySelector(".shown .walk a")?.click();
  else return;
  event.preventDefault();
});
show();
