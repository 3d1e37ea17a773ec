// The agenda being put in order: the button that moved a point keeps the focus, so that the arrow can be pressed again.
document.body.addEventListener("htmx:afterSwap", (event) => {
  const pressed = event.detail.requestConfig?.elt?.querySelector("button[id]");
  if (pressed) document.getElementById(pressed.id)?.focus();
});
