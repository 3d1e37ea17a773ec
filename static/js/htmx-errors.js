// When an htmx request fails: say so, keep the page as it is, offer to try again.
import { dismiss, notify, token, wordsFor } from "./net.js";

let failing = null;

export function watchHtmx() {
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get") detail.headers["X-CSRFToken"] = token();
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(name, ({ detail }) => failed(detail));
  }
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.successful && failing === detail.elt) {
      failing = null;
      dismiss();
    }
  });
}

function failed(detail) {
  const status = detail.xhr?.status ?? 0;
  const config = detail.requestConfig;
  failing = detail.elt;
  const quiet = detail.elt.closest("[data-quiet]");
  if (status === 401) return notify(wordsFor(401), { login: true });
  // What polls tries again by itself.
  if (quiet) return notify(`${wordsFor(status)} Se vuelve a intentar solo.`, { kind: "warning" });
  const retry = config && (status === 0 || status >= 500 || status === 429)
    ? () => window.htmx.ajax(config.verb, config.path, { source: config.elt, target: detail.target, values: config.parameters })
    : null;
  return notify(wordsFor(status), { retry });
}
