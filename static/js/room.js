// The room on a phone: ask every four seconds; most answers are an empty "nothing moved".
import { SignedOut, follow } from "./net.js";

const room = document.querySelector("[data-room]");

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

follow(room.dataset.url, {
  every: 4000,
  etag: room.dataset.tag,
  accept: "text/html",
  onNews(html) {
    swap(html);
    show("ok");
  },
  onQuiet: () => show("ok"),
  onLost: (error) => show(error instanceof SignedOut ? "out" : "lost"),
});
