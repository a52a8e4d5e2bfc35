// A choice of files is shown before it leaves: each with its size, and a button to leave it out.
// What is too large or one too many is left out at once, so that nobody waits for a no.
"use strict";
(() => {
  const words = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const french = document.documentElement.lang.startsWith("fr");

  const before = new WeakMap(); // input -> the files that it held

  function size(bytes) {
    const [kilo, mega] = french ? ["ko", "Mo"] : ["KB", "MB"];
    return bytes < 1048576 ? `${words.format(Math.ceil(bytes / 1024))}\u00a0${kilo}`
      : `${words.format(bytes / 1048576)}\u00a0${mega}`;
  }

  function keep(input, files) {
    const kept = new DataTransfer();
    for (const file of files) kept.items.add(file);
    input.files = kept.files;
  }

  function line(content, ...more) {
    const item = document.createElement("li");
    item.append(content, ...more);
    return item;
  }

  function show(field, input, leftOut) {
    const list = field.querySelector("[data-chosen]");
    const lines = [...input.files].map((file, place) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-link btn-sm";
      button.textContent = field.dataset.remove;
      button.setAttribute("aria-label", `${field.dataset.remove} ${file.name}`);
      button.addEventListener("click", () => {
        const left = [...input.files].filter((_, other) => other !== place);
        keep(input, left);
        before.set(input, left);
        show(field, input, []);
        input.focus();
      });
      return line(file.name, ` (${size(file.size)}) `, button);
    });
    for (const [file, why] of leftOut) {
      const item = line(`${file.name} (${size(file.size)}) ${field.dataset.leftOut} ${why}`);
      item.className = "left-out";
      lines.push(item);
    }
    list.replaceChildren(...lines);
    list.hidden = lines.length === 0;
  }

  // A second choice adds to the first: the browser alone would put it in its place.
  document.addEventListener("change", (event) => {
    const input = event.target.closest("input[data-files]");
    const field = input && input.closest("[data-files-field]");
    if (!field) return;
    const leftOut = [];
    const kept = [...(before.get(input) || [])];
    for (const file of input.files) {
      const known = kept.some((other) => other.name === file.name && other.size === file.size && other.lastModified === file.lastModified);
      if (known) continue;
      if (file.size > Number(input.dataset.mostBytes)) leftOut.push([file, field.dataset.tooLarge]);
      else if (kept.length >= Number(input.dataset.files)) leftOut.push([file, field.dataset.tooMany]);
      else kept.push(file);
    }
    keep(input, kept);
    before.set(input, kept);
    show(field, input, leftOut);
  });

  document.addEventListener("htmx:afterSettle", () => {
    for (const field of document.querySelectorAll("[data-files-field]")) {
      const input = field.querySelector("input[data-files]");
      if (input.files.length) show(field, input, []);
      // The input is the one that stood there before: what is wrong with it is said to it anew.
      const wrong = field.querySelector(".errorlist");
      if (wrong) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      const about = [field.querySelector(".help"), wrong].map((one) => one && one.id).filter(Boolean);
      input.setAttribute("aria-describedby", about.join(" "));
    }
  });
})();
