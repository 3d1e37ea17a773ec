// A form is sent once: a second click while the first is on its way does nothing. (The server refuses it too.)

import { token } from "./net.js";

const PATIENCE = 30000;
const held = new Map();

function hold(form, submitter) {
  const buttons = [...form.querySelectorAll('button:not([type="button"]), input[type="submit"]')].filter((b) => !b.disabled);
  const pressed = submitter ?? buttons[0];
  const words = pressed?.dataset.busy ?? "Guardando…";
  // After the browser has gathered the fields: a disabled button would not be sent.
  setTimeout(() => {
    if (pressed?.tagName === "BUTTON") {
      pressed.dataset.html = pressed.innerHTML;
      pressed.textContent = words;
      pressed.classList.add("is-busy");
    }
    for (const b of buttons) b.disabled = true;
  }, 0);
  held.set(form, { buttons, pressed, timer: setTimeout(() => free(form), PATIENCE) });
}

/** Let a form be sent again. */
export function free(form) {
  const state = held.get(form);
  if (!state) return;
  held.delete(form);
  clearTimeout(state.timer);
  setTimeout(() => {
    for (const b of state.buttons) b.disabled = false;
    if (state.pressed?.dataset.html !== undefined) {
      state.pressed.innerHTML = state.pressed.dataset.html;
      delete state.pressed.dataset.html;
      state.pressed.classList.remove("is-busy");
    }
  }, 0);
}

export function sendOnce() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const csrf = form.elements.namedItem("csrfmiddlewaretoken");
    if (csrf && token()) csrf.value = token();
    if (form.method !== "post" || form.target === "_blank" || form.hasAttribute("data-no-busy")) return;
    if (held.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // htmx sends it itself and tells when it is done.
    if (form.matches("[hx-post],[hx-put],[hx-patch],[hx-delete]")) return;
    if (!event.defaultPrevented) hold(form, event.submitter);
  });
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    const form = detail.elt;
    if (form.tagName !== "FORM" || form.hasAttribute("data-no-busy") || detail.requestConfig.verb === "get") return;
    hold(form, detail.requestConfig.triggeringEvent?.submitter);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => free(detail.elt));
  // Coming back with the browser's arrow shows the page as it was left: held.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of [...held.keys()]) free(form);
  });
}
