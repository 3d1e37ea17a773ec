// Conducting the session: what others move, the live arithmetic of a count, and nominal votes by key.
import { SaveQueue, followDesk, go, keyedRow, place, showSave } from "./desk.js";
import { read } from "./net.js";

const desk = document.querySelector("[data-desk]");

// --- What moves elsewhere ----------------------------------------------------------------------------------------------
const ballots = desk?.querySelector("[data-ballots]");
let queue = null;

if (desk) {
  followDesk(desk, desk.dataset.state, (fragments) => {
    place(fragments, { except: (element) => queue?.has(element.dataset.entry) || typing(element) });
  });
}

const typing = (element) => element.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");

// --- Arithmetic while counts are typed (the server's ruling, never our own) ---------------------------------------------
const counts = document.querySelector("form[data-tally]");
if (counts) {
  let timer = null;
  const ask = async () => {
    const typed = [...counts.querySelectorAll('input[type="number"]')];
    const query = new URLSearchParams(typed.map((field) => [field.name, field.value]));
    try {
      const news = await read(`${counts.dataset.tally}?${query}`);
      if (news) place(news.body.fragments);
    } catch {
      // Only a hint: the vote is judged when it is closed.
    }
  };
  counts.addEventListener("input", (event) => {
    if (event.target.type !== "number") return;
    clearTimeout(timer);
    timer = setTimeout(ask, 300);
  });
}

for (const button of document.querySelectorAll("[data-check-all]")) {
  button.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll(`input[name="${button.dataset.checkAll}"]`)];
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    boxes[0]?.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

// --- Nominal votes -----------------------------------------------------------------------------------------------------
if (ballots) {
  const rowOf = (key) => document.getElementById(`voter-${key}`);

  queue = new SaveQueue(`vote-${ballots.dataset.store}`, {
    onState(key, state, outcome) {
      if (state === "saved") {
        place(outcome.body?.fragments, { except: (element) => element.id.startsWith("voter-") && queue.has(element.dataset.entry) });
      }
      showSave(rowOf(key), state, outcome);
    },
  });
  queue.before('form[action$="/cerrar/"]', "Guardando los votos…");

  const press = (row, option) => {
    for (const button of row?.querySelectorAll("[data-option]") ?? []) {
      button.setAttribute("aria-pressed", String(button.dataset.option === option));
    }
  };
  // What was noted before a reload and still waits is shown as it was noted.
  for (const [key, { data }] of queue.waiting) press(rowOf(key), data.option);

  const vote = (row, button) => {
    const { option } = button.dataset;
    press(row, option);
    const reason = "abstains" in button.dataset ? (row.querySelector("[data-reason]")?.value ?? "") : "";
    queue.add(row.dataset.entry, row.querySelector("form").action, { entry: row.dataset.entry, option, reason });
  };

  ballots.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-option]");
    if (!button) return;
    event.preventDefault();
    vote(button.closest("tr"), button);
  });

  // The reason is saved when one leaves it or presses Enter, never over a vote that changed meanwhile.
  const saveReason = (field) => {
    const row = field.closest("tr");
    const abstention = row.querySelector("[data-abstains]");
    if (abstention.getAttribute("aria-pressed") === "true") vote(row, abstention);
  };
  ballots.addEventListener("change", (event) => event.target.matches("[data-reason]") && saveReason(event.target));

  ballots.addEventListener("keydown", (event) => {
    if (event.target.matches("[data-reason]") && event.key === "Enter") {
      event.preventDefault();
      go(ballots, event.target.closest("tr"), 1);
    }
    const row = keyedRow(ballots, event);
    if (!row) return;
    const pressed = row.querySelector(`[data-press="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!pressed) return;
    event.preventDefault();
    vote(row, pressed);
    go(ballots, row, 1);
  });

  const first = ballots.querySelector("tr.vote-none button") ?? ballots.querySelector("button");
  if (matchMedia("(hover: hover)").matches) first?.focus({ preventScroll: true });
}
