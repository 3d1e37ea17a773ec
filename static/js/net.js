// Talking to the server from a script: the token, the words of each failure, the notice in the corner.

export const OFFLINE = "No hay conexión con el servidor. Lo que escribió sigue en esta página.";
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

export function loginUrl() {
  const next = location.pathname + location.search;
  return `/cuenta/ingresar/?vencida=1&next=${encodeURIComponent(next)}`;
}

/** fetch with token and time limit. Resolves to the Response, also for 409 and 422; otherwise throws an Error to show. */
export async function request(url, { method = "GET", data = null, headers = {}, timeout = 30000 } = {}) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeout);
  let body = data;
  if (data && !(data instanceof FormData) && !(data instanceof URLSearchParams)) body = new URLSearchParams(data);
  let response;
  try {
    response = await fetch(url, {
      method, body, signal: stop.signal, credentials: "same-origin", cache: "no-cache",
      headers: { "X-Requested-With": "XMLHttpRequest", ...(method === "GET" ? {} : { "X-CSRFToken": token() }), ...headers },
    });
  } catch {
    throw Object.assign(new Error(OFFLINE), { status: 0 });
  } finally {
    clearTimeout(timer);
  }
  if (response.ok || [304, 409, 422].includes(response.status)) return response;
  if (response.status === 401) notify(WORDS[401], { login: true });
  throw Object.assign(new Error(wordsFor(response.status)), { status: response.status, response });
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
