// What every page does. Small modules, no build.
import { keepForms } from "./keep.js";
import { sendOnce } from "./once.js";
import { watchHtmx } from "./htmx-errors.js";

keepForms();
sendOnce();
watchHtmx();

// The sheet of the phone's bar closes when one taps elsewhere or presses Escape.
const sheets = document.querySelectorAll("details[data-close-outside]");
document.addEventListener("click", (event) => {
  for (const sheet of sheets) if (sheet.open && !sheet.contains(event.target)) sheet.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const sheet of sheets) {
    if (!sheet.open) continue;
    sheet.open = false;
    sheet.querySelector("summary").focus();
  }
});

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    button.textContent = "Copiado";
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
// A choice that is its own question: the list follows it without a second tap.
for (const field of document.querySelectorAll("[data-submit-on-change]")) {
  field.addEventListener("change", () => field.form.requestSubmit());
}
// A browser cuts a pasted text at its limit without a word. The server refuses it instead, with the limit.
for (const field of document.querySelectorAll("textarea[maxlength], input[type='text'][maxlength]")) field.removeAttribute("maxlength");
