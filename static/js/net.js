// Talking to the server from a script: the token, the words of each failure, the notice in the corner.

const JSON_TYPE = "application/json";
const OFFLINE = "No hay conexión con el servidor. Lo que escribió sigue en esta página.";
const WORDS = {
  400: "El servidor no entendió lo enviado. Revise los datos y vuelva a intentarlo.",
  401: "Su sesión venció. Lo que escribió sigue en esta página.",
  403: "No se pudo guardar: no le corresponde hacerlo, o la página estuvo abierta demasiado tiempo. Recargue la página; lo escrito se conserva.",
  404: "Esto ya no existe o no le corresponde verlo. Recargue la página.",
  409: "Otra persona cambió esto mientras usted escribía. Recargue la página para ver cómo quedó; lo escrito se conserva.",
  413: "El archivo es demasiado grande.",
  429: "Demasiados intentos seguidos. Espere un minuto y vuelva a intentarlo.",
  500: "El servidor tuvo un problema y no se guardó nada. Vuelva a intentarlo; si se repite, avise a la Secretaría Técnica.",
};

/** What to tell a person about an HTTP status; 0 is a server that did not answer. */
export function wordsFor(status) {
  if (!status) return OFFLINE;
  return WORDS[status] ?? (status >= 500 ? WORDS[500] : WORDS[400]);
}

/** The token of now: signing in again in another tab changes it, and this page's forms still carry the old one. */
export function token() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1]
    ?? document.querySelector('input[name="csrfmiddlewaretoken"]')?.value ?? "";
}

function loginUrl() {
  const next = location.pathname + location.search;
  return `/cuenta/ingresar/?vencida=1&next=${encodeURIComponent(next)}`;
}

/** The server asks who we are. */
export class SignedOut extends Error {}

/** The server said no, and why: 409 and 422 alike. `detail` is its JSON. */
export class Refusal extends Error {
  constructor(message, detail) {
    super(message);
    this.detail = detail;
  }
}

/** POST a form's worth of data; the server's JSON. Throws Refusal, SignedOut, or another Error where trying again may help. */
export async function post(url, data, options = {}) {
  return understand(await send(url, { method: "POST", body: new URLSearchParams(data), headers: { "X-CSRFToken": token() } }, options));
}

/** GET {body, etag}, the body JSON or what `accept` asks for; null when nothing moved (304). Throws what `post` throws. */
export async function read(url, { etag = "", ...options } = {}) {
  const response = await send(url, { cache: "no-store", headers: etag ? { "If-None-Match": etag } : {} }, options);
  if (response.status === 304) return null;
  return { body: await understand(response, options.accept), etag: response.headers.get("ETag") ?? etag };
}

function send(url, init, { accept = JSON_TYPE, timeout = 15000 }) {
  const headers = { Accept: accept, "X-Requested-With": "XMLHttpRequest", ...init.headers };
  return fetch(url, { ...init, headers, credentials: "same-origin", signal: AbortSignal.timeout(timeout) });
}

async function understand(response, accept = JSON_TYPE) {
  const type = response.headers.get("Content-Type") ?? "";
  const isJson = type.startsWith(JSON_TYPE);
  if (response.redirected || response.status === 401 || (response.status === 403 && !isJson)) throw new SignedOut();
  if (response.status >= 500 || response.status === 429 || (response.ok && !type.startsWith(accept))) {
    throw new Error(`HTTP ${response.status}`);
  }
  const body = isJson ? await response.json() : await response.text();
  if (response.ok) return body;
  throw new Refusal(body.error ?? "El sistema no aceptó el dato. Recargue la página para ver cómo está la sesión.", isJson ? body : {});
}

/** Ask again every few seconds whether something moved; slower while the page is hidden, or the link is bad. */
export function follow(url, { every = 5000, etag = "", accept, onNews, onLost = () => {}, onQuiet = () => {} }) {
  let known = etag;
  let timer = null;
  let asking = false;
  let lost = 0;
  const ask = async () => {
    clearTimeout(timer);
    if (asking) return;
    asking = true;
    try {
      const news = await read(url, { etag: known, accept });
      lost = 0;
      if (news) {
        known = news.etag;
        onNews(news.body);
      } else onQuiet();
    } catch (error) {
      lost += 1;
      onLost(error);
    }
    asking = false;
    timer = setTimeout(ask, Math.min(every * (1 + lost / 2), 20000) * (document.hidden ? 6 : 1));
  };
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  addEventListener("online", ask);
  timer = setTimeout(ask, every);
  return ask;
}

let box = null;

/** Show a notice in the corner; `retry` is a function, `login` offers to sign in without leaving the page. */
export function notify(text, { kind = "danger", retry = null, login = false } = {}) {
  dismiss();
  box = document.createElement("div");
  box.className = `alert alert-${kind} net-notice`;
  box.setAttribute("role", "alert");
  const inner = document.createElement("div");
  const words = document.createElement("p");
  words.textContent = text;
  inner.append(words);
  const row = document.createElement("div");
  row.className = "cluster";
  if (retry) row.append(button("Reintentar", "btn btn-sm btn-primary", () => { dismiss(); retry(); }));
  if (login) {
    const link = document.createElement("a");
    link.className = "btn btn-sm btn-primary";
    link.href = loginUrl();
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Ingresar en otra pestaña";
    row.append(link);
  }
  row.append(button("Cerrar", "btn btn-sm btn-quiet", dismiss));
  inner.append(row);
  box.append(inner);
  document.body.append(box);
}

export function dismiss() {
  box?.remove();
  box = null;
}

function button(text, className, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}
