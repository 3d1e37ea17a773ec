// The acta's prose saves itself, section by section. Two texts that crossed are both shown: nothing is overwritten unseen.
import "./richtext.js";
import { Refusal, SignedOut, post } from "./desk.js";

const PAUSE = 900;
const RETRY = 6000;

class Section {
  constructor(box) {
    this.box = box;
    this.url = box.dataset.section;
    this.version = Number(box.dataset.version);
    this.editor = box.querySelector("trix-editor");
    this.input = document.getElementById(this.editor.getAttribute("input"));
    this.status = box.querySelector("[data-status]");
    this.conflict = box.querySelector("[data-conflict]");
    this.busy = false;
    this.crossed = null;
    this.editor.addEventListener("trix-initialize", () => { this.saved = this.input.value; }, { once: true });
    this.editor.addEventListener("trix-change", () => this.later());
    this.editor.addEventListener("trix-blur", () => this.save());
    this.conflict.querySelector("[data-take-theirs]").addEventListener("click", () => this.takeTheirs());
    this.conflict.querySelector("[data-keep-mine]").addEventListener("click", () => this.keepMine());
  }

  get dirty() {
    return this.saved !== undefined && this.input.value !== this.saved;
  }

  say(words, kind = "") {
    this.status.textContent = words;
    this.status.className = kind;
  }

  later(pause = PAUSE) {
    if (!this.dirty || this.crossed) return;
    this.say("Sin guardar…", "unsaved");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  async save() {
    clearTimeout(this.timer);
    if (this.busy || this.crossed || !this.dirty) return;
    const html = this.input.value;
    this.busy = true;
    this.say("Guardando…");
    try {
      const answer = await post(this.url, { html, version: this.version });
      this.version = answer.version;
      this.saved = html;
      this.say(`Guardado ${answer.saved_at}`, "saved");
    } catch (problem) {
      this.failed(problem);
    } finally {
      this.busy = false;
    }
    if (this.dirty && !this.crossed) this.later(this.lost ? RETRY : PAUSE);
  }

  failed(problem) {
    this.lost = false;
    if (problem instanceof Refusal && problem.detail.code === "stale_notes") return this.cross(problem.detail);
    if (problem instanceof Refusal) {
      this.crossed = problem.detail;
      this.say(problem.message, "unsaved");
      return undefined;
    }
    this.lost = true;
    this.say(
      problem instanceof SignedOut
        ? "Sin guardar: su sesión venció. Ingrese de nuevo en otra pestaña; lo que escribió sigue aquí."
        : "Sin guardar: no hay conexión. Se vuelve a intentar solo.",
      "unsaved",
    );
    this.timer = setTimeout(() => this.save(), RETRY);
    return undefined;
  }

  cross(detail) {
    this.crossed = detail;
    this.say("Sin guardar: otra persona guardó este punto mientras usted escribía.", "unsaved");
    this.conflict.querySelector("[data-their-name]").textContent = detail.by || "Otra persona";
    // Cleaned by the server when it was saved.
    this.conflict.querySelector("[data-their-text]").innerHTML = detail.current_html || "<em>(vacío)</em>";
    this.conflict.hidden = false;
    this.conflict.focus();
  }

  takeTheirs() {
    const theirs = this.crossed;
    this.settle(theirs.current_version);
    this.editor.editor.loadHTML(theirs.current_html);
    this.saved = this.input.value;
    this.say("Quedó el texto de la otra persona.", "saved");
  }

  keepMine() {
    this.settle(this.crossed.current_version);
    this.saved = null;
    this.save();
  }

  settle(version) {
    this.version = version;
    this.crossed = null;
    this.conflict.hidden = true;
    this.editor.focus();
  }
}

const sections = [...document.querySelectorAll("[data-section]")].map((box) => new Section(box));

addEventListener("beforeunload", (event) => {
  if (sections.some((section) => section.dirty)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") for (const section of sections) section.save();
});

// What is typed must be saved before it is circulated: the link waits for the sections.
document.querySelector("[data-after-saving]")?.addEventListener("click", async (event) => {
  if (!sections.some((section) => section.dirty)) return;
  event.preventDefault();
  const { href } = event.currentTarget;
  await Promise.all(sections.map((section) => section.save()));
  const open = sections.find((section) => section.dirty);
  if (open) open.box.scrollIntoView({ block: "center" });
  else location.assign(href);
});
