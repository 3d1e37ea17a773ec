// A text that saves itself (the notes of a point, a section of the acta). What could not be saved stays in this browser and
// is tried again; when somebody else saved meanwhile, both texts are shown and a person decides.
//
// <div data-autosave="URL" data-version="3" data-store="NAME">: in it a trix-editor, the words [data-saved] (or wherever
// data-word says) and the two texts, [data-conflict].
import "./richtext.js";
import { clock, connection, mark } from "./desk.js";
import { Refusal, SignedOut, post } from "./net.js";
import { local } from "./store.js";

const PAUSE = 1200;
const RETRY = 3000;
const LONGEST_RETRY = 20000;

class AutoSave {
  constructor(box) {
    this.box = box;
    this.element = box.querySelector("trix-editor");
    this.input = document.getElementById(this.element.getAttribute("input"));
    this.word = document.getElementById(box.dataset.word) ?? box.querySelector("[data-saved]");
    this.conflict = box.querySelector("[data-conflict]");
    this.store = `cerx:text:${box.dataset.store}`;
    this.version = Number(box.dataset.version);
    this.saved = this.input.value;
    this.wait = RETRY;
    this.theirs = null;
    this.element.addEventListener("trix-initialize", () => this.begin(), { once: true });
    this.element.addEventListener("trix-change", () => this.typed());
    this.element.addEventListener("trix-blur", () => this.soon(0));
    const choices = {
      "[data-merge]": () => `${this.theirs.html}<div><br></div>${this.input.value}`,
      "[data-keep-mine]": () => this.input.value,
      "[data-keep-theirs]": () => this.theirs.html,
    };
    for (const [button, html] of Object.entries(choices)) {
      this.conflict.querySelector(button)?.addEventListener("click", () => this.settle(html()));
    }
  }

  get dirty() {
    return this.input.value !== this.saved;
  }

  begin() {
    // Trix writes the text its own way: that is no change of ours.
    this.saved = this.input.value;
    this.element.editor.element.setAttribute("aria-multiline", "true");
    const left = local.get(this.store);
    if (!left || left.html === this.saved) return;
    this.element.editor.loadHTML(left.html);
    mark(this.word, "unsaved", "Recuperado de este equipo: guardando…");
    this.version = left.version;
    this.soon(0);
  }

  typed() {
    if (!this.dirty) return;
    this.remember();
    mark(this.word, "saving", "Escribiendo…");
    this.soon(PAUSE);
  }

  remember() {
    if (this.dirty) local.set(this.store, { html: this.input.value, version: this.version, at: Date.now() });
  }

  soon(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  /** Resolves once what is typed now was saved, or could not be. */
  save() {
    clearTimeout(this.timer);
    if (this.theirs || !this.dirty) return this.busy;
    this.busy ??= this.send(this.input.value).finally(() => { this.busy = null; });
    return this.busy;
  }

  async send(html) {
    mark(this.word, "saving", "Guardando…");
    try {
      const answer = await post(this.box.dataset.autosave, { html, version: this.version });
      this.version = answer.version;
      this.saved = html;
      this.wait = RETRY;
      connection("fine");
      mark(this.word, "saved", `Guardado ${answer.saved_at ?? clock()}`);
      if (this.dirty) this.soon(PAUSE);
      else local.set(this.store, null);
    } catch (error) {
      if (error instanceof Refusal) this.refused(error);
      else this.failed(error instanceof SignedOut);
    }
  }

  failed(signedOut) {
    connection(signedOut ? "signed-out" : "lost");
    mark(this.word, "unsaved", signedOut
      ? "Sin guardar: su sesión venció. Ingrese de nuevo en otra pestaña; lo que escribió sigue aquí."
      : "Sin guardar: no hay conexión. Se vuelve a intentar solo.");
    this.soon(this.wait);
    this.wait = Math.min(this.wait * 1.5, LONGEST_RETRY);
  }

  refused({ message, detail }) {
    if (detail.code !== "stale_notes") {
      mark(this.word, "unsaved", message);
      return;
    }
    this.theirs = { html: detail.current_html ?? "", version: detail.current_version };
    mark(this.word, "unsaved", "Sin guardar: hay dos textos");
    const hour = (detail.at ?? "").slice(11, 16);
    const put = (name, html) => {
      const part = this.conflict.querySelector(name);
      // Cleaned by the server when it was saved.
      if (part) part.innerHTML = html || "<em>(vacío)</em>";
    };
    this.conflict.querySelector("[data-conflict-who]").textContent = (detail.by || "Otra persona") + (hour ? ` (${hour})` : "");
    put("[data-theirs]", this.theirs.html);
    put("[data-mine]", this.input.value);
    this.conflict.hidden = false;
    this.conflict.focus();
  }

  settle(html) {
    this.version = this.theirs.version;
    this.saved = this.theirs.html;
    this.theirs = null;
    this.conflict.hidden = true;
    this.element.editor.loadHTML(html);
    this.element.focus();
    if (this.dirty) this.soon(0);
    else {
      local.set(this.store, null);
      mark(this.word, "saved", `Al día ${clock()}`);
    }
  }
}

const texts = [...document.querySelectorAll("[data-autosave]")].map((box) => new AutoSave(box));

addEventListener("online", () => texts.forEach((text) => text.soon(0)));
addEventListener("beforeunload", (event) => texts.some((text) => text.dirty) && event.preventDefault());
addEventListener("pagehide", () => texts.forEach((text) => text.remember()));
document.addEventListener("visibilitychange", () => document.hidden && texts.forEach((text) => text.save()));

// What is typed must be saved before a link that depends on it is followed.
document.querySelector("[data-after-saving]")?.addEventListener("click", async (event) => {
  if (!texts.some((text) => text.dirty)) return;
  event.preventDefault();
  const { href } = event.currentTarget;
  await Promise.all(texts.map((text) => text.save()));
  const open = texts.find((text) => text.dirty);
  if (open) open.box.scrollIntoView({ block: "center" });
  else location.assign(href);
});
