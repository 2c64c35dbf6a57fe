// The keyboard of the sheet. Every key is listed on the page and in docs/map-editor.md.

const ACROSS = { ArrowLeft: -1, ArrowRight: 1 };
const DOWN = { ArrowUp: -1, ArrowDown: 1 };

export function watchKeys(grid, acts) {
  grid.table.addEventListener("keydown", (event) => {
    const key = event.target.closest("button.slot")?.dataset.key;
    if (!key || event.isComposing) return;
    if (pressed(event, key, grid, acts)) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.target.closest("textarea, input, select")) return;
    const name = event.key.toLowerCase();
    if (name === "z") { event.preventDefault(); (event.shiftKey ? acts.redo : acts.undo)(); }
    else if (name === "y") { event.preventDefault(); acts.redo(); }
  });
}

function pressed(event, key, grid, acts) {
  const across = ACROSS[event.key] ?? 0;
  const down = DOWN[event.key] ?? 0;
  const control = event.ctrlKey || event.metaKey;
  if (event.altKey) {
    if (across || down) acts.move(across, down);
    else if (event.key === "Enter") acts.insertBehind();
    else return false;
    return true;
  }
  if (across || down) {
    const next = grid.next(key, across, down);
    if (event.shiftKey) acts.extend(key, next);
    else acts.chooseNone();
    if (next) grid.focus(next);
    return true;
  }
  if (event.key === "Home" || event.key === "End") {
    const next = grid.edge(key, event.key === "End", control);
    if (next) grid.focus(next);
    return true;
  }
  if (control) return false;
  if (event.key === "Enter" && event.shiftKey) acts.details();
  else if (event.key === "Enter" || event.key === "F2") acts.write();
  else if (event.key === "Delete" || event.key === "Backspace") acts.remove();
  else if (event.key === " ") acts.choose(key);
  else if (event.key === "Escape") acts.chooseNone();
  else if (event.key.length === 1 && !event.metaKey) acts.write(event.key);
  else return false;
  return true;
}
