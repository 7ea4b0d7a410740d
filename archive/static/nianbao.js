// The pages work without this: it only keeps the original in sight on the report page.
(() => {
  const panel = document.getElementById("original-panel");
  if (!panel) return;
  const button = document.getElementById("hide-original");
  const narrow = window.matchMedia("(max-width: 1099px)");
  const open = (yes) => document.body.classList.toggle("original-open", yes);
  button.hidden = false;
  button.addEventListener("click", () => {
    open(false);
    if (!narrow.matches) document.body.classList.toggle("original-hidden", true);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[target="original"]');
    if (!link) return;
    document.querySelectorAll("td.looked-at").forEach((cell) => cell.classList.remove("looked-at"));
    link.closest("td").classList.add("looked-at");
    document.body.classList.remove("original-hidden");
    open(true);
  });
})();
