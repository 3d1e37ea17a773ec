// What the desk pages share: saving that survives a bad link, and putting the server's fragments in place.

export class SignedOut extends Error {}
export class Refusal extends Error {
  constructor(message, detail) {
    super(message);
    this.detail = detail;
  }
}

// Read anew each time: signing in again in another tab changes the token.
function csrfToken() {
  const cookie = document.cookie.split("; ").find((part) => part.startsWith("csrftoken="));
  if (cookie) return decodeURIComponent(cookie.slice("csrftoken=".length));
  return document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
}

/** POST a form's worth of data; the server's JSON. Refusal: it said no, and why. SignedOut: it asks who we are. */
export async function post(url, data, { timeout = 15000 } = {}) {
  const response = await fetch(url, {
    method: "POST",
    body: data instanceof URLSearchParams ? data : new URLSearchParams(data),
    headers: { Accept: "application/json", "X-Requested-With": "XMLHttpRequest", "X-CSRFToken": csrfToken() },
    credentials: "same-origin",
    signal: AbortSignal.timeout(timeout),
  });
  return understand(response);
}

/** GET JSON; null when nothing moved (304). */
export async function read(url, { etag = "", timeout = 15000 } = {}) {
  const response = await fetch(url, {
    headers: { Accept: "application/json", ...(etag ? { "If-None-Match": etag } : {}) },
    credentials: "same-origin",
    cache: "no-store",
    signal: AbortSignal.timeout(timeout),
  });
  if (response.status === 304) return null;
  const body = await understand(response);
  return { body, etag: response.headers.get("ETag") ?? "" };
}

async function understand(response) {
  const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
  if (response.redirected || response.status === 401 || (response.status === 403 && !isJson)) throw new SignedOut();
  if (response.status >= 500 || response.status === 429 || (response.ok && !isJson)) throw new Error(`HTTP ${response.status}`);
  if (!isJson) throw new Refusal("El sistema no aceptó el dato. Recargue la página para ver cómo está la sesión.", {});
  const body = await response.json();
  if (!response.ok) throw new Refusal(body.error ?? "El sistema no aceptó el dato.", body);
  return body;
}

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
    try {
      if (this.waiting.size) localStorage.setItem(this.store, JSON.stringify([...this.waiting]));
      else localStorage.removeItem(this.store);
    } catch {
      // A browser that keeps nothing still has the queue in memory.
    }
  }

  #remembered() {
    try {
      const day = 24 * 3600 * 1000;
      return JSON.parse(localStorage.getItem(this.store) ?? "[]").filter(([, job]) => Date.now() - job.tapped < day);
    } catch {
      return [];
    }
  }
}

/** Ask again every few seconds whether somebody else moved something; slower while the page is hidden. */
export function follow(url, { every = 5000, etag = "", onNews, onLost = () => {}, onQuiet = () => {} }) {
  let known = etag;
  let timer = null;
  const ask = async () => {
    clearTimeout(timer);
    try {
      const news = await read(url, { etag: known });
      if (news) {
        known = news.etag;
        onNews(news.body);
      } else onQuiet();
    } catch (error) {
      onLost(error);
    }
    timer = setTimeout(ask, document.hidden ? every * 6 : every);
  };
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) ask();
  });
  addEventListener("online", ask);
  timer = setTimeout(ask, every);
  return ask;
}

/** The page-wide words when the server cannot be reached, or wants us to sign in again. */
export function connection(kind) {
  const box = document.getElementById("desk-connection");
  if (!box) return;
  box.hidden = kind === "fine";
  for (const part of box.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== kind;
}
