// What the pages gain with a script; everything works without it. No inline script anywhere.
"use strict";
(() => {
  const all = (selector, root = document) => root.querySelectorAll(selector);

  // After a refusal: to what stands in the way.
  function toFirstError(root) {
    const wrong = root.querySelector("[data-errors]") || root.querySelector("[aria-invalid=true]");
    if (wrong) wrong.focus();
  }

  // A POST leaves once: a second click changes nothing until the answer is there.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.left) return event.preventDefault();
    form.dataset.left = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of all("form[data-left]")) delete form.dataset.left;
    for (const button of all("[aria-disabled=true]")) button.removeAttribute("aria-disabled");
  });

  // Menus: one open at a time; Escape and a click elsewhere close them.
  const menus = () => all("details.g-menu[open], details.g-more[open]");
  document.addEventListener("click", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") for (const menu of menus()) { menu.open = false; menu.firstElementChild.focus(); }
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search] input");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") walk(event);
  });

  // In a table that walks, arrows go from the link of one row to that of the next.
  function walk(event) {
    const row = event.target.closest("table[data-walk] tbody tr");
    if (!row) return;
    const next = event.key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
    const link = next && next.querySelector("a, button");
    if (link) { event.preventDefault(); link.focus(); }
  }

  // “Around me”: the phone's position fills latitude and longitude, then the form leaves.
  for (const button of all("[data-locate]")) {
    if (!navigator.geolocation) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      navigator.geolocation.getCurrentPosition(({ coords }) => {
        button.form.elements.latitude.value = coords.latitude.toFixed(3);
        button.form.elements.longitude.value = coords.longitude.toFixed(3);
        button.form.submit();
      }, () => say(button.dataset.locate));
    });
  }
  for (const button of all("[data-print]")) { button.hidden = false; button.addEventListener("click", () => window.print()); }
  for (const choice of all("[data-sends]")) choice.addEventListener("change", () => choice.form.requestSubmit());

  function say(words) {
    const line = document.createElement("p");
    line.className = "g-notice red";
    line.textContent = words;
    document.getElementById("status").replaceChildren(line);
    line.scrollIntoView({ block: "center" });
  }

  document.addEventListener("htmx:afterSettle", (event) => toFirstError(event.detail.elt));
  document.addEventListener("htmx:sendError", () => say(document.body.dataset.noAnswer));
  document.addEventListener("htmx:responseError", (event) => {
    const status = event.detail.xhr.status;
    say(status >= 500 ? document.body.dataset.noAnswer : document.body.dataset.refused);
  });

  toFirstError(document);
})();
