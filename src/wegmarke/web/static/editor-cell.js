// Writing in a slot: both languages side by side. Enter keeps, Shift+Enter breaks the line, Escape leaves all as it was.

import { h } from "./editor-dom.js";

export function openField(place, slot, page, { both, first = null, done }) {
  const other = page.language === "de" ? "en" : "de";
  const languages = both ? [page.language, other] : [page.language];
  const before = slot.words ?? {};
  let closed = false;

  const fields = languages.map((language) => {
    const field = h("textarea", {
      rows: 1, lang: language, "aria-label": page.words[`in_${language}`], maxlength: 10000, spellcheck: "true",
    });
    field.value = (language === page.language ? first : null) ?? before[language] ?? "";
    return field;
  });
  const form = h("div", { class: "field-pair", role: "group", "aria-label": slot.label ?? page.words.writing },
    fields.map((field) => h("label", {}, h("span", { class: "tongue", "aria-hidden": "true" }, field.lang.toUpperCase()), field)));

  const fit = (field) => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };
  const close = (keep, go = "") => {
    if (closed) return;
    closed = true;
    const changed = {};
    fields.forEach((field) => {
      const value = field.value.trim();
      if (keep && value !== (before[field.lang] ?? "")) changed[field.lang] = value;
    });
    form.remove();
    done(keep ? changed : {}, go);
  };

  form.addEventListener("keydown", (event) => {
    event.stopPropagation();
    const at = fields.indexOf(event.target);
    if (event.key === "Escape") { event.preventDefault(); close(false, "stay"); }
    else if (event.key === "Enter" && !event.isComposing && !event.shiftKey) {
      event.preventDefault();
      close(true, "stay");
    } else if (event.key === "Tab" && !fields[at + (event.shiftKey ? -1 : 1)]) {
      event.preventDefault();
      close(true, event.shiftKey ? "back" : "on");
    }
  });
  form.addEventListener("input", (event) => fit(event.target));
  form.addEventListener("focusout", (event) => { if (!form.contains(event.relatedTarget)) close(true); });

  place.append(form);
  fields.forEach(fit);
  fields[0].focus({ preventScroll: true });
  form.scrollIntoView({ block: "nearest", inline: "nearest" });
  if (first === null) fields[0].select();
  return { close };
}
