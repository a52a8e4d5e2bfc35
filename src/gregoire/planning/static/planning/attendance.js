// What attendance gains with a script; every page of it works without.
"use strict";
(() => {
  // One key for each learner: the letter of a presence chooses it, then the next name has the focus.
  const list = document.querySelector("form[data-keys]");
  if (list) {
    const hint = list.querySelector(".p-keys");
    if (hint && matchMedia("(hover: hover) and (min-width: 48rem)").matches) hint.hidden = false;
    list.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.type !== "radio") return;
      const row = event.target.closest(".p-row");
      const choice = row.querySelector(`input[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
      if (!choice) return;
      event.preventDefault();
      const next = choice.value === "late" ? null : row.nextElementSibling;
      if (!choice.checked) choice.click();
      const to = next
        ? next.querySelector("input[type=radio]:checked") || next.querySelector("input[type=radio]")
        : choice;
      to.focus();
    });
  }

  // A signature is a path of moves and lines in a box of 600 by 240.
  const form = document.querySelector("form[data-sign]");
  if (form && window.PointerEvent) {
    const box = form.querySelector(".p-box");
    const path = box.querySelector("path");
    const field = form.elements.signature;
    const most = Number(box.dataset.longest);
    let drawn = field.value;
    let drawing = false;
    form.querySelector(".p-draw").hidden = false;
    form.querySelector(".p-typed").open = Boolean(form.elements.typed.value);
    path.setAttribute("d", drawn);
    const at = (event) => {
      const place = box.getBoundingClientRect();
      const x = Math.round(((event.clientX - place.left) / place.width) * 600);
      const y = Math.round(((event.clientY - place.top) / place.height) * 240);
      return `${Math.max(0, Math.min(600, x))} ${Math.max(0, Math.min(240, y))}`;
    };
    const add = (step) => {
      if (drawn.length + step.length > most) return;
      drawn += step;
      path.setAttribute("d", drawn);
      field.value = drawn;
    };
    box.addEventListener("pointerdown", (event) => {
      drawing = true;
      box.setPointerCapture(event.pointerId);
      add(`M${at(event)}`);
      event.preventDefault();
    });
    box.addEventListener("pointermove", (event) => { if (drawing) add(`L${at(event)}`); });
    for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { drawing = false; });
    form.querySelector("[data-wipe]").addEventListener("click", () => {
      drawn = field.value = "";
      path.setAttribute("d", "");
    });
  }

  // The time that is left of a code runs down between two answers of the server.
  let shown = null;
  let ends = 0;
  setInterval(() => {
    const left = document.querySelector("progress[data-until]");
    if (!left) return;
    if (left !== shown) { shown = left; ends = performance.now() + Number(left.dataset.until); }
    left.value = Math.max(0, (ends - performance.now()) / 1000);
  }, 250);
})();
