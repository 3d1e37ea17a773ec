// Conducting the session: what others move, the live arithmetic of a count, and nominal votes by key.
import { SaveQueue, SignedOut, clock, connection, follow, mark, place, read, say } from "./desk.js";

const desk = document.querySelector("[data-desk]");

// --- What moves elsewhere ----------------------------------------------------------------------------------------------
const ballots = desk?.querySelector("[data-ballots]");
let queue = null;

if (desk) {
  follow(desk.dataset.stateUrl, {
    every: 5000,
    etag: desk.dataset.tag,
    onNews(body) {
      connection("fine");
      place(body.fragments, { except: (element) => queue?.has(element.dataset.entry) || typing(element) });
      // The page's own form would no longer fit: say so, and lose nothing of what is typed.
      if (body.state !== desk.dataset.state) document.getElementById("desk-moved").hidden = false;
    },
    onQuiet: () => connection("fine"),
    onLost: (error) => connection(error instanceof SignedOut ? "signed-out" : "lost"),
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
  const WORDS = {
    saving: () => "Guardando…",
    saved: (body) => `Guardado ${body?.saved_at ?? clock()}`,
    unsaved: () => "Sin guardar: se reintenta solo",
    "signed-out": () => "Sin guardar: ingrese de nuevo",
  };
  const rowOf = (key) => document.getElementById(`voter-${key}`);
  const wordOf = (row) => row?.querySelector("[data-saved]");

  queue = new SaveQueue(`vote-${ballots.dataset.store}`, {
    onState(key, state, { body, error }) {
      if (state === "saved") {
        place(body?.fragments, { except: (element) => element.id.startsWith("voter-") && queue.has(element.dataset.entry) });
        connection("fine");
      } else if (state === "unsaved") connection("lost");
      else if (state === "signed-out") connection("signed-out");
      const row = rowOf(key);
      if (!row) return;
      row.classList.toggle("is-unsaved", state === "unsaved" || state === "signed-out");
      mark(wordOf(row), state, state === "refused" ? error : WORDS[state](body));
      if (state === "saved") say(`${row.dataset.name}: guardado`);
      if (state === "refused") say(`${row.dataset.name}: ${error}`);
    },
  });
  queue.before('form[action$="/cerrar/"]', "Guardando los votos…");

  const press = (row, sense) => {
    for (const button of row?.querySelectorAll("[data-sense]") ?? []) {
      button.setAttribute("aria-pressed", String(button.dataset.sense === sense));
    }
  };
  // What was noted before a reload and still waits is shown as it was noted.
  for (const [key, { data }] of queue.waiting) press(rowOf(key), data.sense);

  const vote = (row, sense) => {
    press(row, sense);
    const reason = row.querySelector("[data-reason]")?.value ?? "";
    queue.add(row.dataset.entry, row.querySelector("form").action, { entry: row.dataset.entry, sense, reason: sense === "abstain" ? reason : "" });
  };

  const go = (row, step) => {
    const all = [...ballots.querySelectorAll("tr[data-entry]")];
    const next = all[all.indexOf(row) + step];
    (next?.querySelector('[aria-pressed="true"]') ?? next?.querySelector("button"))?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  ballots.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-sense]");
    if (!button) return;
    event.preventDefault();
    vote(button.closest("tr"), button.dataset.sense);
  });

  // The reason is saved when one leaves it or presses Enter, never over a vote that changed meanwhile.
  const saveReason = (field) => {
    const row = field.closest("tr");
    if (row.querySelector('[data-sense="abstain"]').getAttribute("aria-pressed") === "true") vote(row, "abstain");
  };
  ballots.addEventListener("change", (event) => event.target.matches("[data-reason]") && saveReason(event.target));

  ballots.addEventListener("keydown", (event) => {
    const row = event.target.closest("tr[data-entry]");
    if (!row || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches("input")) {
      if (event.key === "Enter") {
        event.preventDefault();
        go(row, 1);
      }
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      go(row, event.key === "ArrowDown" ? 1 : -1);
      return;
    }
    const pressed = row.querySelector(`[data-press="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!pressed) return;
    event.preventDefault();
    vote(row, pressed.dataset.sense);
    go(row, 1);
  });

  const first = ballots.querySelector("tr.vote-none button") ?? ballots.querySelector("button");
  if (matchMedia("(hover: hover)").matches) first?.focus({ preventScroll: true });
}
