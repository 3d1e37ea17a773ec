// What was typed into a form marked `data-keep` outlives an expired session and a page left by mistake.
//
// A draft lives in this tab's sessionStorage, under the page's path and the form's name: it goes with the tab, so that
// the next person at a shared computer does not find it. It is dropped once the form was saved, that is, when a page
// other than the login or an error page answers it without marking errors.

import { tab } from "./store.js";

const PREFIX = "cerx-form:";
const SENT = "cerx-sent";
const SKIP = new Set(["password", "file", "hidden", "submit", "button", "image", "reset"]);
const DELAY = 300;

const keyOf = (form) => `${PREFIX}${location.pathname}#${form.dataset.keep || form.id || "form"}`;
const editorOf = (field) => field.id && document.querySelector(`trix-editor[input="${CSS.escape(field.id)}"]`);
const kept = (field) => field.name && field.name !== "csrfmiddlewaretoken" && !field.closest("[data-no-keep]")
  && (field.type === "hidden" ? Boolean(editorOf(field)) : !SKIP.has(field.type));

function values(form) {
  return [...form.elements].filter(kept).map((field) => {
    if (field.type === "checkbox" || field.type === "radio") return [field.name, field.value, field.checked];
    if (field.tagName === "SELECT" && field.multiple) return [field.name, [...field.selectedOptions].map((o) => o.value)];
    return [field.name, field.value];
  });
}

function restore(form, saved) {
  const fields = [...form.elements].filter(kept);
  const left = [...saved];
  for (const field of fields) {
    const choice = field.type === "checkbox" || field.type === "radio";
    const at = left.findIndex(([name, value]) => name === field.name && (!choice || value === field.value));
    if (at < 0) continue;
    const [, value, checked] = left.splice(at, 1)[0];
    if (choice) field.checked = checked;
    else if (field.tagName === "SELECT" && field.multiple) for (const o of field.options) o.selected = value.includes(o.value);
    else field.value = value;
    const editor = field.type === "hidden" && editorOf(field);
    if (editor) {
      if (editor.editor) editor.editor.loadHTML(value);
      else editor.addEventListener("trix-initialize", () => editor.editor.loadHTML(value), { once: true });
    }
    if (!choice || checked) field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function say(form, at, key) {
  const box = document.createElement("div");
  box.className = "alert alert-info";
  box.setAttribute("role", "status");
  const inner = document.createElement("div");
  const words = document.createElement("p");
  const time = new Date(at).toLocaleTimeString("es-PE", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "America/Lima" });
  words.textContent = `Recuperamos lo que escribió a las ${time} y aún no estaba guardado. Revíselo y guárdelo. Los archivos deben elegirse otra vez.`;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn btn-sm btn-secondary";
  drop.textContent = "Descartar lo recuperado";
  drop.addEventListener("click", () => {
    tab.set(key, null);
    location.reload();
  });
  inner.append(words, drop);
  box.append(inner);
  form.before(box);
}

export function keepForms() {
  const kind = document.body.dataset.page;
  const sent = tab.get(SENT);
  if (sent && kind !== "page") {
    // The login or an error page came instead of an answer: the draft waits.
    tab.set(SENT, { ...sent, interrupted: true });
  } else if (sent) {
    const again = [...document.querySelectorAll("form[data-keep]")].find((form) => keyOf(form) === sent.key);
    // Refused: inside the form, which the server then shows as it was typed; or in a message over a fresh form.
    const marked = again?.querySelector(".is-invalid, .invalid-feedback, .alert-block, [aria-invalid='true']");
    const refused = marked ?? (again && document.querySelector(".messages .alert-danger"));
    if (!sent.interrupted && !refused) tab.set(sent.key, null);
    if (marked) again.dataset.asTyped = "";
    if (again || !sent.interrupted) tab.set(SENT, null);
  }
  for (const form of document.querySelectorAll("form[data-keep]")) watch(form);
}

function watch(form) {
  const key = keyOf(form);
  const initial = JSON.stringify(values(form));
  const saved = tab.get(key);
  if (saved && !("asTyped" in form.dataset) && JSON.stringify(saved.values) !== initial) {
    restore(form, saved.values);
    say(form, saved.at, key);
  }
  let timer = null;
  const save = () => {
    clearTimeout(timer);
    timer = null;
    const now = values(form);
    if (JSON.stringify(now) !== initial || tab.get(key)) tab.set(key, { at: Date.now(), values: now });
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, DELAY);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("trix-change", soon);
  window.addEventListener("pagehide", () => timer && save());
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    save();
    tab.set(SENT, { key });
  });
  form.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.elt === form && detail.xhr?.status >= 200 && detail.xhr.status < 300) tab.set(key, null);
  });
}
