// Pairs of registrations: keys press the buttons that bear them, and can be turned off.
"use strict";
(() => {
  const KEPT = "observatory-keys";
  const isOn = () => localStorage.getItem(KEPT) !== "off";

  function prepare() {
    for (const box of document.querySelectorAll("[data-keys]")) {
      box.checked = isOn();
      box.closest("[hidden]")?.removeAttribute("hidden");
    }
    for (const sign of document.querySelectorAll(".o-answers kbd")) sign.hidden = !isOn();
  }

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-keys]")) return;
    localStorage.setItem(KEPT, event.target.checked ? "on" : "off");
    prepare();
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || typing || !isOn()) return;
    const wanted = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (wanted && !wanted.disabled) { event.preventDefault(); wanted.click(); }
  });

  // The next pair has come: whoever listens hears its title, whoever types goes on from there.
  document.addEventListener("htmx:afterSettle", () => {
    prepare();
    document.getElementById("pair-title")?.focus({ preventScroll: true });
  });
  prepare();
})();
