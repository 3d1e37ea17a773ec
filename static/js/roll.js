// The roll call: one tap or one key per institution; each row saves itself and says so.
import { SaveQueue, followDesk, go, keyedRow, mark, place, say, showSave } from "./desk.js";
import { Refusal, SignedOut, post } from "./net.js";

const desk = document.querySelector("[data-roll]");
const STATE = { titular: "titular", alternate: "alterno", absent: "ausente" };
const rowOf = (key) => document.getElementById(`row-${key.split(":")[0]}`);

const queue = new SaveQueue(`roll-${desk.dataset.store}`, { onState });
// A call judged on half of the marks would be a failed call on record.
queue.before('#llamar form[action$="/llamar/"]', "Guardando las marcas…");

function onState(key, state, outcome) {
  if (state === "saved") put(outcome.body?.fragments, (element) => element.id.startsWith("row-") && waitsOn(element));
  showSave(rowOf(key), state, outcome);
  if (state === "refused") refresh();
}

// Whoever was already chosen to preside stays chosen while they are in the room.
function put(fragments, except) {
  const chosen = document.getElementById("id_person")?.value;
  place(fragments, { except: (element) => except(element) || (element.id === "call-chair" && element.contains(document.activeElement)) });
  const select = document.getElementById("id_person");
  if (select && chosen && [...select.options].some((option) => option.value === chosen)) select.value = chosen;
}

function waitsOn(row) {
  const entry = row.dataset.entry;
  return [entry, `${entry}:titular`, `${entry}:alternate`].some((key) => queue.has(key));
}

function press(row, button) {
  for (const other of row.querySelectorAll("[data-state]")) other.setAttribute("aria-pressed", String(other === button));
}

// What was tapped before a reload and still waits is shown as it was tapped.
for (const [key, { data }] of queue.waiting) {
  const row = rowOf(key);
  const put = (name, pressed) => row?.querySelector(name)?.setAttribute("aria-pressed", String(pressed));
  if (data.move) put(`[data-key="${data.role}"]`, data.move === "arrive");
  else if (data.mode) put("[data-mode]", data.mode === "remote");
  else if (row) press(row, row.querySelector(`[data-state="${data.state}"]`));
}

function tap(button) {
  if (button.disabled) return;
  const row = button.closest("[data-entry]");
  const form = button.closest("form");
  if (button.dataset.state) {
    press(row, button);
    queue.add(row.dataset.entry, form.action, { state: button.dataset.state });
  } else if ("mode" in button.dataset) {
    button.setAttribute("aria-pressed", String(button.value === "remote"));
    queue.add(row.dataset.entry, form.action, { state: form.elements.state.value, mode: button.value });
  } else {
    const data = Object.fromEntries(new FormData(form));
    delete data.csrfmiddlewaretoken;
    button.setAttribute("aria-pressed", String(button.value === "arrive"));
    queue.add(`${row.dataset.entry}:${data.role}`, form.action, { ...data, move: button.value });
  }
}

desk.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-state], button[data-move], button[data-mode]");
  if (button) {
    event.preventDefault();
    tap(button);
    return;
  }
  const pick = event.target.closest("[data-pick]");
  if (pick) {
    document.getElementById("mov_entry").value = pick.dataset.pick;
    event.preventDefault();
    document.getElementById("movimiento").scrollIntoView({ block: "center" });
    document.getElementById("mov_hora").focus({ preventScroll: true });
  }
});

// --- Keys ------------------------------------------------------------------------------------------------------------
// After a mark: down to the end of this list and no further. The members' roll never runs on into those who do not count.
function advance(row) {
  if (row.nextElementSibling) go(desk, row, 1);
}

desk.addEventListener("keydown", (event) => {
  const row = keyedRow(desk, event);
  if (!row) return;
  const state = { t: "titular", a: "alternate", x: "absent" }[event.key.toLowerCase()];
  const button = state && row.querySelector(`[data-state="${state}"]`);
  if (!button) return;
  event.preventDefault();
  if (button.disabled) {
    say(`${row.dataset.name}: no tiene ${STATE[state]} acreditado`);
    return;
  }
  button.focus();
  tap(button);
  advance(row);
});

// The first row is ready for the keys.
if (!location.hash && desk.querySelector("[data-state]") && matchMedia("(hover: hover)").matches) {
  desk.querySelector("tr[data-entry] button:not(:disabled)")?.focus({ preventScroll: true });
}

// --- A movement with its hour: saved here, and back to its row -----------------------------------------------------------
const movement = desk.querySelector("form[data-movement]");
movement?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const error = movement.querySelector("[data-movement-error]");
  const data = Object.fromEntries(new FormData(movement));
  data.move = event.submitter?.value ?? "leave";
  error.hidden = true;
  try {
    const answer = await post(movement.action, data);
    const row = document.getElementById(`row-${data.entry}`);
    movement.reset();
    put(answer.fragments, () => false);
    const fresh = document.getElementById(row.id);
    mark(fresh.querySelector("[data-saved]"), "saved", `Guardado ${answer.saved_at}`);
    say(`${fresh.dataset.name}: guardado`);
    fresh.scrollIntoView({ block: "center" });
    fresh.querySelector("button:not(:disabled)")?.focus({ preventScroll: true });
  } catch (problem) {
    error.textContent = problem instanceof Refusal ? problem.message
      : problem instanceof SignedOut ? "Su ingreso venció: ingrese en otra pestaña y vuelva a guardar."
        : "Sin conexión: no se guardó. Vuelva a intentarlo; lo escrito sigue aquí.";
    error.hidden = false;
  }
});

// --- What another officer marks ---------------------------------------------------------------------------------------
const state = desk.querySelector("[data-state], [data-move]");
const refresh = !state ? () => {} : followDesk(desk, desk.dataset.meetingState, (fragments) => {
  put(fragments, (element) => element.id.startsWith("row-") && (waitsOn(element) || element.querySelector("details[open]")));
});
