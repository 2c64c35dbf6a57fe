// Comfort for the import assistant: drop a file, see the upload and the import go on. Without it the forms work the same.
"use strict";

const POLL_MILLISECONDS = 700;

function showFailure(text) {
  const place = document.getElementById("upload-failure");
  place.querySelector("strong").textContent = text;
  place.hidden = text === "";
}

function send(form) {
  const bar = document.getElementById("upload-progress");
  const said = document.getElementById("upload-said");
  const button = form.querySelector("button.primary");
  const request = new XMLHttpRequest();
  const end = (text) => {
    bar.hidden = true;
    said.textContent = "";
    button.disabled = false;
    showFailure(text);
  };
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.responseType = "json";
  request.upload.addEventListener("progress", (event) => {
    bar.value = event.total ? (100 * event.loaded) / event.total : 0;
    said.textContent = `${Math.round(bar.value)} %`;
  });
  request.addEventListener("load", () => {
    if (request.response && request.response.address) window.location.assign(request.response.address);
    else end((request.response && request.response.failure) || form.dataset.broken);
  });
  request.addEventListener("error", () => end(form.dataset.broken));
  showFailure("");
  button.disabled = true;
  bar.hidden = false;
  request.send(new FormData(form));
}

function watchUpload(form) {
  const input = form.querySelector('input[type="file"]');
  const zone = form.querySelector(".drop");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const file = input.files[0];
    if (file && file.size > Number(form.dataset.most)) showFailure(form.dataset.large);
    else if (file) send(form);
  });
  for (const name of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.toggle("over", name === "dragover");
    });
  }
  zone.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

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

const NAMED = ["person", "account", "property"];

function watchColumns(form) {
  for (const select of form.querySelectorAll("[data-part]")) {
    select.addEventListener("change", () => {
      const input = select.parentElement.querySelector("[data-name]");
      input.value = "";
      input.classList.toggle("unneeded", !NAMED.includes(select.value));
    });
  }
}

for (const form of document.querySelectorAll("form.upload")) watchUpload(form);
for (const form of document.querySelectorAll("form.assign-form")) watchColumns(form);
for (const place of document.querySelectorAll("[data-poll]")) setTimeout(poll, POLL_MILLISECONDS, place);
