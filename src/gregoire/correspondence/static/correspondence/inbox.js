// Ticking all of a page at once; without a script each is ticked by itself.
"use strict";
(() => {
  for (const form of document.querySelectorAll("[data-arrange]")) {
    const all = form.querySelector("[data-all]");
    const each = [...form.querySelectorAll("input[name=chosen]")];
    const ticked = () => each.filter((one) => one.checked).length;
    form.querySelector("[data-all-label]").hidden = false;
    all.addEventListener("change", () => { for (const one of each) one.checked = all.checked; });
    form.addEventListener("change", () => {
      all.checked = ticked() === each.length;
      all.indeterminate = ticked() > 0 && ticked() < each.length;
    });
  }
})();
