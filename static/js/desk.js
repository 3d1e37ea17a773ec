// What the desk pages share: saving that survives a bad link, and putting the server's fragments in place.

import { Refusal, SignedOut, follow, post } from "./net.js";
import { local } from "./store.js";

export function clock(date = new Date()) {
  return date.toLocaleTimeString("es-PE", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "America/Lima" });
}

/** Replace each element by the server's HTML, and leave the focus on the control where it was. */
export function place(fragments, { except = () => false } = {}) {
  for (const [id, html] of Object.entries(fragments ?? {})) {
    const old = document.getElementById(id);
    if (!old || except(old)) continue;
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const fresh = holder.content.firstElementChild;
    // What was said of the last save stays.
    const word = old.querySelector("[data-saved]");
    const blank = fresh?.querySelector("[data-saved]");
    if (word && blank) blank.replaceWith(word.cloneNode(true));
    // An unchanged live region must not be announced again.
    if (!fresh || fresh.outerHTML === old.outerHTML) continue;
    const focused = old.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    if (old.matches("[aria-live]") && fresh.matches("[aria-live]")) {
      // A replaced live region is not read out; its changed content is.
      for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
      for (const { name, value } of fresh.attributes) old.setAttribute(name, value);
      old.replaceChildren(...fresh.childNodes);
    } else {
      old.replaceWith(fresh);
      if (focused) fresh.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    }
  }
}

export function say(text) {
  const region = document.getElementById("desk-voice");
  if (region) region.textContent = text;
}

/** The words beside what was saved: kind is "saving", "saved", "unsaved" or "refused". */
export function mark(element, kind, text) {
  if (!element) return;
  element.dataset.kind = kind;
  element.textContent = text;
}

/**
 * Taps wait here until the server has them. The newest tap on a key replaces the one still waiting; what could not be sent
 * stays (also over a reload) and is tried again by itself, with the age of the tap, so that the time of the act is kept.
 */
export class SaveQueue {
  constructor(name, { onState }) {
    this.store = `cerx:waiting:${name}`;
    this.onState = onState;
    this.waiting = new Map(this.#remembered());
    this.busy = false;
    this.delay = 2000;
    this.timer = null;
    this.next = null;
    addEventListener("online", () => this.#soon(0));
    addEventListener("beforeunload", (event) => {
      if (this.waiting.size) event.preventDefault();
    });
    if (this.waiting.size) {
      for (const key of this.waiting.keys()) this.onState(key, "unsaved", {});
      this.#soon(0);
    }
  }

  has(key) {
    return this.waiting.has(key);
  }

  /** A form that matches is sent once nothing waits here: what it makes the server judge must have arrived before it. */
  before(selector, words) {
    addEventListener(
      "submit",
      (event) => {
        if (!this.waiting.size || !event.target.matches(selector)) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        if (this.next) return;
        const button = event.submitter;
        this.next = { form: event.target, button, label: button?.innerHTML };
        if (button) {
          button.textContent = words;
          button.disabled = true;
        }
        say(words);
      },
      true,
    );
  }

  #release({ send }) {
    if (!this.next) return;
    const { form, button, label } = this.next;
    this.next = null;
    if (button) {
      button.innerHTML = label;
      button.disabled = false;
    }
    if (send) form.requestSubmit(button);
  }

  add(key, url, data) {
    this.waiting.set(key, { url, data, tapped: Date.now() });
    this.#remember();
    this.onState(key, "saving", {});
    this.#soon(0);
  }

  #soon(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#run(), delay);
  }

  async #run() {
    if (this.busy) return;
    this.busy = true;
    try {
      for (const [key, job] of [...this.waiting]) {
        if (this.waiting.get(key) !== job) continue;
        let answer;
        try {
          answer = await post(job.url, { ...job.data, age: Math.max(0, Date.now() - job.tapped) });
        } catch (error) {
          if (error instanceof Refusal) {
            if (this.#done(key, job)) this.onState(key, "refused", { error: error.message, body: error.detail });
            this.#release({ send: false }); // the person looks at what was refused first
            continue;
          }
          const state = error instanceof SignedOut ? "signed-out" : "unsaved";
          for (const waiting of this.waiting.keys()) this.onState(waiting, state, {});
          this.delay = Math.min(this.delay * 1.5, 15000);
          this.#soon(this.delay);
          return;
        }
        this.delay = 2000;
        if (this.#done(key, job)) this.onState(key, "saved", { body: answer });
      }
    } finally {
      this.busy = false;
    }
    // Taps made while the others were on their way.
    if (this.waiting.size) this.#soon(0);
    else this.#release({ send: true });
  }

  #done(key, job) {
    if (this.waiting.get(key) !== job) return false;
    this.waiting.delete(key);
    this.#remember();
    return true;
  }

  #remember() {
    local.set(this.store, this.waiting.size ? [...this.waiting] : null);
  }

  #remembered() {
    const day = 24 * 3600 * 1000;
    return (local.get(this.store) ?? []).filter(([, job]) => Date.now() - job.tapped < day);
  }
}

const SAVE_WORDS = {
  saving: () => "Guardando…",
  saved: (body) => `Guardado ${body?.saved_at ?? clock()}`,
  unsaved: () => "Sin guardar: se reintenta solo",
  "signed-out": () => "Sin guardar: ingrese de nuevo",
};

/** What became of a row's save, in its own words and in the page's. */
export function showSave(row, state, { body, error }) {
  const page = { saved: "fine", unsaved: "lost", "signed-out": "signed-out" }[state];
  if (page) connection(page);
  if (!row) return;
  row.classList.toggle("is-unsaved", state === "unsaved" || state === "signed-out");
  mark(row.querySelector("[data-saved]"), state, state === "refused" ? error : SAVE_WORDS[state](body));
  if (state === "saved") say(`${row.dataset.name}: guardado`);
  if (state === "refused") say(`${row.dataset.name}: ${error}`);
}

/** What others move: fragments to put in place, and a word once this page's own forms would no longer fit. */
export function followDesk(desk, state, put) {
  return follow(desk.dataset.stateUrl, {
    etag: desk.dataset.tag,
    onNews(body) {
      connection("fine");
      put(body.fragments);
      if (body.state !== state) document.getElementById("desk-moved").hidden = false;
    },
    onQuiet: () => connection("fine"),
    onLost: (error) => connection(error instanceof SignedOut ? "signed-out" : "lost"),
  });
}

/** Focus the pressed button, or the first, of the row `step` rows away. */
export function go(box, row, step) {
  const all = [...box.querySelectorAll("tr[data-entry]")];
  const next = all[all.indexOf(row) + step];
  (next?.querySelector('[aria-pressed="true"]:not(:disabled)') ?? next?.querySelector("button:not(:disabled)"))?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** The row on which a key was pressed, for the keys that are left to the page: the arrows move between rows by themselves. */
export function keyedRow(box, event) {
  const row = event.target.closest("tr[data-entry]");
  if (!row || event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input, select, textarea")) return null;
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return row;
  event.preventDefault();
  go(box, row, event.key === "ArrowDown" ? 1 : -1);
  return null;
}

/** The page-wide words when the server cannot be reached, or wants us to sign in again. */
export function connection(kind) {
  const box = document.getElementById("desk-connection");
  if (!box) return;
  box.hidden = kind === "fine";
  for (const part of box.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== kind;
}
