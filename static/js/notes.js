// Notes that save themselves. What could not be saved stays in this browser and is tried again; when somebody else saved
// meanwhile, both texts are shown and a person decides.
import "./richtext.js";
import { Refusal, SignedOut, clock, connection, mark, post } from "./desk.js";

const DELAY = 1200;
const box = document.querySelector("[data-notes]");
const element = box?.querySelector("trix-editor");
if (element) start();

function start() {
  const input = document.getElementById("notes-html");
  const word = document.getElementById("notes-word");
  const conflict = box.querySelector("[data-conflict]");
  const store = `cerx:notes:${box.dataset.store}`;
  let version = Number(box.dataset.version);
  let saved = input.value;
  let timer = null;
  let busy = false;
  let wait = 3000;
  let theirs = null;

  element.addEventListener("trix-change", () => {
    if (input.value === saved) return;
    remember();
    mark(word, "saving", "Escribiendo…");
    soon(DELAY);
  });
  element.addEventListener("trix-blur", () => soon(0));
  element.addEventListener("trix-initialize", () => {
    // Trix writes the text its own way: that is no change of ours.
    saved = input.value;
    element.editor.element.setAttribute("aria-multiline", "true");
    const left = recall();
    if (left && left.html !== saved) {
      element.editor.loadHTML(left.html);
      mark(word, "unsaved", "Recuperado de este equipo: guardando…");
      version = left.version;
      soon(0);
    }
  }, { once: true });
  addEventListener("online", () => soon(0));
  addEventListener("beforeunload", (event) => {
    if (input.value !== saved) event.preventDefault();
  });
  addEventListener("pagehide", () => input.value !== saved && remember());

  function soon(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  async function save() {
    if (busy || theirs || input.value === saved) return;
    busy = true;
    const html = input.value;
    mark(word, "saving", "Guardando…");
    try {
      const answer = await post(box.dataset.url, { html, version });
      version = answer.version;
      saved = html;
      wait = 3000;
      connection("fine");
      mark(word, "saved", `Guardado ${answer.saved_at ?? clock()}`);
      if (input.value === html) forget();
    } catch (error) {
      if (error instanceof Refusal) refused(error);
      else {
        connection(error instanceof SignedOut ? "signed-out" : "lost");
        mark(word, "unsaved", error instanceof SignedOut ? "Sin guardar: ingrese de nuevo" : "Sin guardar: se reintenta solo");
        soon(wait);
        wait = Math.min(wait * 1.5, 20000);
      }
    } finally {
      busy = false;
    }
    if (!theirs && input.value !== saved && word.dataset.kind === "saved") soon(DELAY);
  }

  function refused(error) {
    if (error.detail.code !== "stale_notes") {
      mark(word, "unsaved", error.message);
      return;
    }
    theirs = { html: error.detail.current_html ?? "", version: error.detail.current_version };
    mark(word, "unsaved", "Sin guardar: hay dos textos");
    const who = error.detail.by ? `Las guardó ${error.detail.by}` : "Alguien las guardó";
    const hour = (error.detail.at ?? "").slice(11, 16);
    conflict.querySelector("[data-conflict-who]").textContent = hour ? `${who} a las ${hour}.` : `${who}.`;
    conflict.querySelector("[data-theirs]").innerHTML = theirs.html;
    conflict.querySelector("[data-mine]").innerHTML = input.value;
    conflict.hidden = false;
    conflict.focus();
  }

  function settle(html) {
    version = theirs.version;
    saved = theirs.html;
    theirs = null;
    conflict.hidden = true;
    element.editor.loadHTML(html);
    element.focus();
    if (input.value === saved) {
      forget();
      mark(word, "saved", `Al día ${clock()}`);
    } else soon(0);
  }

  conflict.querySelector("[data-merge]").addEventListener("click", () => settle(`${theirs.html}<div><br></div>${input.value}`));
  conflict.querySelector("[data-keep-mine]").addEventListener("click", () => settle(input.value));
  conflict.querySelector("[data-keep-theirs]").addEventListener("click", () => settle(theirs.html));

  function remember() {
    try {
      localStorage.setItem(store, JSON.stringify({ html: input.value, version, at: Date.now() }));
    } catch {
      // Full or forbidden: the page still holds the text.
    }
  }

  function recall() {
    try {
      return JSON.parse(localStorage.getItem(store) ?? "null");
    } catch {
      return null;
    }
  }

  function forget() {
    try {
      localStorage.removeItem(store);
    } catch {
      // Nothing was kept.
    }
  }
}
