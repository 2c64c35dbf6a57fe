/* The browser tracker of Wegmarke (Apache-2.0). How to use it: docs/tracker.md.

   Until the page says `consent(true)`, it neither writes to the device nor reads from it: no cookie, no storage, no
   clock, nothing about browser, screen, language or time zone. What waits to be sent waits in memory. */
(() => {
  "use strict";
  const script = document.currentScript;
  // A second copy of the script would count everything twice.
  if (!script || (window.wegmarke && !Array.isArray(window.wegmarke))) return;

  const ADDRESS = new URL("batch", script.src).href;
  const KEY = script.dataset.key ?? "";
  const AUTOMATIC = (script.dataset.auto ?? "page").split(/\s+/);
  const CLICK_IDS = ["gclid", "gbraid", "wbraid", "dclid", "msclkid", "fbclid", "li_fat_id", "ttclid", "twclid"];
  const FILES = /\.(pdf|zip|docx?|xlsx?|pptx?|csv|dwg|dxf|ste?p|igs|exe|dmg)$/i;
  const ENTRY = "wegmarke";
  const MOST_WAITING = 500;
  const MOST_DAYS = 395;
  const PAUSE = 1000;
  const LONGEST_PAUSE = 60_000;
  // Browsers let 64 KiB leave with a page that closes; a sign may take three bytes.
  const MOST_SIGNS = 20_000;

  let waiting = []; // {message, text, isUnderway}, oldest first; `text` is fixed by the first attempt to send it
  let underway = 0;
  let failures = 0;
  let timer;
  let isStopped = false;
  let id = null; // the first-party id, with consent alone
  let shown = null; // address of the last page view

  /* ---- what is recorded ---- */

  function page() {
    const isFirst = shown === null;
    shown = address();
    const properties = { url: shown, path: location.pathname };
    const referrer = isFirst && document.referrer && new URL(document.referrer).origin;
    if (referrer && referrer !== location.origin) properties.referrer = referrer;
    const campaign = advertisement();
    record({ type: "page", properties, ...(campaign && { context: { campaign } }) });
  }

  function track(event, properties) {
    record({ type: "track", event: String(event), properties: { ...properties } });
  }

  function record(message) {
    if (isStopped || waiting.length >= MOST_WAITING) return;
    // Written down now: the page may change its objects later. What no JSON can hold is told to whoever calls.
    const taken = JSON.parse(JSON.stringify(message));
    waiting.push({ message: { messageId: token(), timestamp: elapsed(), ...taken } });
    sendIn(PAUSE);
  }

  // The query may hold anything, so only what tells where somebody came from is kept. A click id names one click of
  // one person: that there was one is enough.
  function address() {
    const kept = new URLSearchParams();
    for (const [name, value] of new URLSearchParams(location.search)) {
      if (name.startsWith("utm_")) kept.append(name, value);
      else if (CLICK_IDS.includes(name)) kept.append(name, "1");
    }
    const query = String(kept);
    return location.origin + location.pathname + (query && `?${query}`);
  }

  function advertisement() {
    const said = new URLSearchParams(location.search);
    const pairs = ["source", "medium", "campaign", "term", "content"].map((name) => [
      name === "campaign" ? "name" : name,
      said.get(`utm_${name}`) || undefined,
    ]);
    return pairs.some(([, value]) => value) ? Object.fromEntries(pairs) : null;
  }

  // Milliseconds since this page began, written as a time: the server counts back from the arrival, and the
  // device's own clock is not asked.
  const elapsed = () => new Date(performance.now()).toISOString();

  const token = () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

  /* ---- how it is sent ---- */

  function sendIn(pause) {
    timer ??= setTimeout(send, pause);
  }

  function send(isLeaving) {
    timer = clearTimeout(timer);
    if (isStopped || (underway && isLeaving !== true)) return;
    const batch = nextBatch();
    if (!batch.length) return;
    const messages = batch.map((one) => one.text).join();
    const body = `{"writeKey":${JSON.stringify(KEY)},"sentAt":"${elapsed()}","batch":[${messages}]}`;
    for (const one of batch) one.isUnderway = true;
    underway += 1;
    post(body, isLeaving === true).then((status) => settle(batch, status));
    if (isLeaving === true) send(true);
  }

  function nextBatch() {
    const batch = [];
    let signs = 0;
    for (const one of waiting) {
      if (one.isUnderway) continue;
      one.text ??= JSON.stringify(identified(one.message));
      signs += one.text.length;
      if (batch.length && signs > MOST_SIGNS) break;
      batch.push(one);
    }
    return batch;
  }

  function identified(message) {
    if (!id) return message;
    const consent = { categoryPreferences: { web_tracking: true } };
    return { ...message, anonymousId: id, context: { ...message.context, consent } };
  }

  // A text as body makes a simple request, which no browser asks leave for first. Returns 0 where nothing was heard.
  async function post(body, isLeaving) {
    if (isLeaving && !("keepalive" in Request.prototype)) return navigator.sendBeacon(ADDRESS, body) ? 200 : 0;
    try {
      const answer = await fetch(ADDRESS, {
        method: "POST",
        body,
        keepalive: body.length <= MOST_SIGNS + 500,
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout?.(30_000),
      });
      // An answer nobody reads to its end counts against what may leave with the page.
      await answer.text();
      return answer.status;
    } catch {
      return 0;
    }
  }

  function settle(batch, status) {
    underway -= 1;
    for (const one of batch) one.isUnderway = false;
    if (status === 401 || status === 403) {
      console.warn("wegmarke: expected a browser key that is valid in data-key. Nothing is recorded.");
      return fallSilent();
    }
    if (status === 0 || status === 429 || status >= 500) {
      failures += 1;
      return sendIn(Math.min(PAUSE * 2 ** failures, LONGEST_PAUSE) * (0.5 + Math.random() / 2));
    }
    failures = 0;
    waiting = waiting.filter((one) => !batch.includes(one));
    if (waiting.length) sendIn(0);
  }

  /* ---- consent ---- */

  // Only `true` is consent, only `false` is a withdrawal; anything else is unknown: no consent, and hands off.
  function consent(isGranted) {
    if (isStopped) return;
    if (isGranted === true) id ??= firstPartyId();
    else forgetId();
    if (isGranted === false) removeEntry();
  }

  function firstPartyId() {
    const today = Math.floor(Date.now() / 86_400_000);
    try {
      const kept = keptId(today);
      if (kept) return kept;
      const made = token();
      localStorage.setItem(ENTRY, `${made}.${today}`);
      return made;
    } catch {
      return null; // the browser keeps no entries here
    }
  }

  function keptId(today) {
    const [kept, since] = (localStorage.getItem(ENTRY) || "").split(".");
    return /^[0-9a-f]{32}$/.test(kept) && today - since < MOST_DAYS ? kept : null;
  }

  // What was written with the id and has not arrived is written again without it.
  function forgetId() {
    if (id) for (const one of waiting) one.text = undefined;
    id = null;
  }

  function removeEntry() {
    try {
      localStorage.removeItem(ENTRY);
    } catch {
      // the browser keeps no entries here
    }
  }

  // An objection: nothing more from this page, and no id for the next one.
  function stop() {
    consent(false);
    fallSilent();
  }

  function fallSilent() {
    isStopped = true;
    waiting = [];
    timer = clearTimeout(timer);
  }

  /* ---- what is watched ---- */

  function moved() {
    if (AUTOMATIC.includes("page") && address() !== shown) page();
  }

  function clicked({ target }) {
    const marked = target.closest?.("[data-wegmarke]:not(form)");
    const link = target.closest?.("a[href]");
    const url = /^https?:$/.test(link?.protocol) ? link.origin + link.pathname : undefined;
    if (marked) return track(marked.dataset.wegmarke, { element: marked.id || undefined, url });
    if (!url) return undefined;
    if (link.hasAttribute("download") || FILES.test(link.pathname)) {
      return AUTOMATIC.includes("download") && track("File Downloaded", { url });
    }
    return AUTOMATIC.includes("link") && link.origin !== location.origin && track("Link Clicked", { url });
  }

  // A form's fields are never looked at: which form it was is all there is to know.
  function submitted({ target }) {
    const name = target.getAttribute("data-wegmarke") || (AUTOMATIC.includes("form") && "Form Submitted");
    const form = target.getAttribute("id") || target.getAttribute("name") || undefined;
    if (name) track(name, { form });
  }

  function watch() {
    addEventListener("click", clicked, true);
    addEventListener("submit", submitted, true);
    addEventListener("popstate", moved);
    const { pushState } = history;
    history.pushState = function pushAndLook(...given) {
      pushState.apply(this, given);
      moved();
    };
    addEventListener("pagehide", () => send(true));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send(true));
    addEventListener("online", () => send());
    // Shown again from memory after "back": a page view, and consent may have been withdrawn meanwhile.
    addEventListener("pageshow", (event) => {
      if (!event.persisted) return;
      if (id && !localStorage.getItem(ENTRY)) forgetId();
      if (AUTOMATIC.includes("page")) page();
    });
    // Withdrawn in another tab.
    addEventListener("storage", (event) => {
      if ((event.key === ENTRY || event.key === null) && !event.newValue) forgetId();
    });
  }

  /* ---- the beginning ---- */

  const push = (...calls) => calls.forEach(([name, ...given]) => api[name](...given));
  const api = Object.freeze({ page, track, consent, stop, push });
  const early = window.wegmarke || [];
  window.wegmarke = api;
  push(...early);

  function begin() {
    watch();
    if (AUTOMATIC.includes("page")) page();
  }
  // A page that is loaded ahead has not been seen yet.
  if (document.prerendering) document.addEventListener("prerenderingchange", begin, { once: true });
  else begin();
})();
