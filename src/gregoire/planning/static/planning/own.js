// One's own planning: keys between weeks, a button that copies, news marked as read.
"use strict";
(() => {
  const KEPT = "planning-keys";
  const isOn = () => localStorage.getItem(KEPT) !== "off";

  for (const box of document.querySelectorAll("[data-keys]")) {
    box.checked = isOn();
    box.closest("[hidden]")?.removeAttribute("hidden");
    box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "on" : "off"));
  }

  document.addEventListener("keydown", (event) => {
    const busy = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], .g-scroll, .g-tabs");
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || busy || !isOn()) return;
    for (const way of document.querySelectorAll("[data-key]")) {
      if (way.dataset.key.split(" ").includes(event.key)) { event.preventDefault(); return way.click(); }
    }
  });

  for (const button of document.querySelectorAll("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy);
    field.addEventListener("focus", () => field.select());
    button.hidden = false;
    button.addEventListener("click", async () => {
      field.select();
      try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
      const said = document.createElement("p");
      said.className = "g-notice success";
      said.textContent = button.dataset.copied;
      document.getElementById("status").replaceChildren(said);
    });
  }
})();
