// The themes in use as buttons beside the field: a press writes one, or takes it out again. Without this script one types them.
for (const box of document.querySelectorAll("[data-themes]")) {
  const field = document.getElementById(box.dataset.themes);
  if (!field) continue;
  field.closest(".mb-3")?.after(box);
  box.hidden = false;
  const typed = () => field.value.split(/[,;]/).map((word) => word.trim()).filter(Boolean);
  const same = (one, other) => one.localeCompare(other, "es", { sensitivity: "base" }) === 0;
  const show = () => {
    const words = typed();
    for (const button of box.querySelectorAll("[data-theme]")) {
      button.setAttribute("aria-pressed", String(words.some((word) => same(word, button.dataset.theme))));
    }
  };
  box.addEventListener("click", ({ target }) => {
    const name = target.closest("[data-theme]")?.dataset.theme;
    if (!name) return;
    const words = typed();
    const rest = words.filter((word) => !same(word, name));
    field.value = (rest.length === words.length ? [...words, name] : rest).join(", ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    show();
  });
  field.addEventListener("input", show);
  show();
}
