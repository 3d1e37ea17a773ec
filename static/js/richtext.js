// The editor of notes and prose: Trix in Spanish, with the marks the server keeps and no attachments.
import Trix from "../vendor/trix/trix.esm.min.js";

const TOOLS = [
  ["Texto", [
    ["bold", "Negrita", { attribute: "bold", key: "b" }],
    ["italic", "Cursiva", { attribute: "italic", key: "i" }],
    ["strike", "Tachado", { attribute: "strike" }],
    ["link", "Enlace", { attribute: "href", action: "link", key: "k" }],
  ]],
  ["Párrafos", [
    ["heading-1", "Título", { attribute: "heading1" }],
    ["quote", "Cita", { attribute: "quote" }],
    ["bullet-list", "Lista", { attribute: "bullet" }],
    ["number-list", "Lista numerada", { attribute: "number" }],
    ["decrease-nesting-level", "Menos sangría", { action: "decreaseNestingLevel" }],
    ["increase-nesting-level", "Más sangría", { action: "increaseNestingLevel" }],
  ]],
  ["Deshacer", [
    ["undo", "Deshacer", { action: "undo", key: "z" }],
    ["redo", "Rehacer", { action: "redo", key: "shift+z" }],
  ]],
];

function button([symbol, label, { attribute, action, key }]) {
  const data = [["attribute", attribute], ["action", action], ["key", key]]
    .filter(([, value]) => value)
    .map(([name, value]) => ` data-trix-${name}="${value}"`)
    .join("");
  return `<button type="button" class="trix-button trix-button--icon trix-button--icon-${symbol}"${data} title="${label}">${label}</button>`;
}

// Trix starts after this module has run, so that the toolbars are built with these words.
Trix.config.toolbar.getDefaultHTML = () => `
  <div class="trix-button-row">${TOOLS.map(([name, tools]) => `
    <span class="trix-button-group" role="group" aria-label="${name}">${tools.map(button).join("")}</span>`).join("")}
  </div>
  <div class="trix-dialogs" data-trix-dialogs>
    <div class="trix-dialog trix-dialog--link" data-trix-dialog="href" data-trix-dialog-attribute="href">
      <div class="trix-dialog__link-fields">
        <input type="url" name="href" class="trix-input trix-input--dialog" placeholder="https://…" aria-label="Dirección del enlace" required data-trix-validate-href data-trix-input>
        <div class="trix-button-group">
          <input type="button" class="trix-button trix-button--dialog" value="Enlazar" data-trix-method="setAttribute">
          <input type="button" class="trix-button trix-button--dialog" value="Quitar" data-trix-method="removeAttribute">
        </div>
      </div>
    </div>
  </div>`;

document.addEventListener("trix-file-accept", (event) => event.preventDefault());

export default Trix;
