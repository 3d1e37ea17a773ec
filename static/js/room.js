// The room on a phone: ask every four seconds; most answers are an empty "nothing moved".
const room = document.querySelector("[data-room]");
const EVERY = 4000;
let tag = room.dataset.tag;
let timer = null;
let asking = false;
let lost = 0;

const part = (name) => room.querySelector(`[data-${name}]`);
const clock = () => new Date().toLocaleTimeString("es-PE", { hour12: false, timeZone: "America/Lima" });

function show(kind) {
  part("ok").hidden = kind !== "ok";
  part("lost").hidden = kind !== "lost";
  part("out").hidden = kind !== "out";
  if (kind !== "ok") return;
  const now = clock();
  part("room-time").textContent = now;
  part("room-seen").textContent = now;
}

// Swap what changed only: an unchanged live region must stay silent, and the finger where it is.
function swap(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  const fresh = holder.content.firstElementChild;
  const old = document.getElementById("room-live");
  if (!fresh || !old) return;
  for (const selector of ["#quorum", ".room-now"]) {
    const was = old.querySelector(selector);
    const is = fresh.querySelector(selector);
    if (!was || !is) continue;
    if (was.innerHTML.trim() !== is.innerHTML.trim()) {
      was.className = is.className;
      was.replaceChildren(...is.childNodes);
    }
    is.replaceWith(was);
  }
  old.replaceChildren(...fresh.childNodes);
  old.dataset.revision = fresh.dataset.revision;
}

async function ask() {
  clearTimeout(timer);
  if (asking) return;
  asking = true;
  try {
    const response = await fetch(room.dataset.url, {
      headers: { "If-None-Match": tag, "X-Requested-With": "XMLHttpRequest" },
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(20000),
    });
    if (response.status === 401 || response.status === 403 || response.redirected) {
      show("out");
      return;
    }
    if (response.status === 200) {
      swap(await response.text());
      tag = response.headers.get("ETag") ?? tag;
    } else if (response.status !== 304) throw new Error(`HTTP ${response.status}`);
    lost = 0;
    show("ok");
  } catch {
    lost += 1;
    show("lost");
  } finally {
    asking = false;
    // A slow link is not helped by asking faster.
    timer = setTimeout(ask, Math.min(EVERY * (1 + lost / 2), 20000) * (document.hidden ? 5 : 1));
  }
}

document.addEventListener("visibilitychange", () => !document.hidden && ask());
addEventListener("online", ask);
timer = setTimeout(ask, EVERY);
