// The office's timetable: a class is dragged, or moved by keys, to where it should be held.
// Nothing is written here: the drop opens the form of the move, which says what it would do.
"use strict";
(() => {
  const QUARTER = 15;
  const FRENCH = document.documentElement.lang.startsWith("fr");
  const say = document.getElementById("desk-say");
  const panel = document.getElementById("desk-panel");
  const clock = (minutes) => `${Math.floor(minutes / 60)}${FRENCH ? " h " : ":"}${String(minutes % 60).padStart(2, "0")}`;
  const two = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  const told = (name, facts = {}) => { say.textContent = say.dataset[name].replace(/\{(\w+)\}/g, (_, key) => facts[key]); };

  for (const each of document.querySelectorAll("[data-scripted]")) each.hidden = false;

  // One move under way: where the class was, and where its ghost stands.
  class Moving {
    constructor(block) {
      this.block = block;
      this.grid = block.closest("[data-axis]");
      this.across = this.grid.dataset.axis === "x";
      this.listed = "listed" in this.grid.dataset && innerWidth >= 768; // days are lists: no hour down the side
      this.first = Number(this.grid.dataset.firstHour) * 60;
      this.lines = Number(this.grid.dataset.lines);
      this.length = Number(block.dataset.length);
      this.tracks = [...this.grid.querySelectorAll("[data-track]")];
      this.track = this.tracks.indexOf(block.closest("[data-track]"));
      this.starts = Number(block.dataset.starts);
      this.origin = `${this.track}/${this.starts}`;
      this.ghost = document.createElement("li");
      this.ghost.className = "d-ghost";
      this.ghost.append(document.createElement("div"));
      block.classList.add("d-dragged");
      this.show();
    }
    get isSame() { return this.origin === `${this.track}/${this.starts}`; }
    to(track, starts) {
      const last = this.first + this.lines * QUARTER - this.length;
      this.track = Math.max(0, Math.min(this.tracks.length - 1, track));
      this.starts = Math.max(this.first, Math.min(last, Math.round(starts / QUARTER) * QUARTER));
      this.show();
    }
    show() {
      const begin = (this.starts - this.first) / QUARTER + 1;
      const place = `${begin} / span ${Math.max(2, Math.ceil(this.length / QUARTER))}`;
      this.ghost.style.gridColumn = this.across ? place : "1 / -1";
      this.ghost.style.gridRow = this.across ? "1" : place;
      this.ghost.firstChild.textContent = `${this.block.dataset.name} ${clock(this.starts)} – ${clock(this.starts + this.length)}`;
      this.tracks[this.track][this.listed ? "prepend" : "append"](this.ghost);
    }
    speak() {
      const track = this.tracks[this.track].dataset.label;
      told("at", { track, starts: clock(this.starts), ends: clock(this.starts + this.length) });
    }
    end() { this.ghost.remove(); this.block.classList.remove("d-dragged"); }
    address() {
      const asked = new URLSearchParams({ starts: two(this.starts), ends: two(this.starts + this.length), sequence: this.block.dataset.sequence, back: "desk" });
      const track = this.tracks[this.track].dataset.track;
      asked.set("day", this.across ? this.grid.dataset.day : track);
      if (this.across) asked.set("room", track);
      return `${this.block.dataset.move}?${asked}`;
    }
  }

  let moving = null;
  const giveUp = () => { if (!moving) return; moving.end(); moving.block.focus(); moving = null; told("givenUp"); };

  async function drop() {
    const done = moving;
    moving = null;
    if (done.isSame) { done.end(); done.block.focus(); return told("same"); }
    const address = done.address();
    if (!panel || !window.htmx) { done.end(); return location.assign(address); }
    await htmx.ajax("GET", address, { target: "#desk-panel-body", swap: "innerHTML" });
    panel.showModal();
    panel.querySelector("[name=reason]")?.focus();
    panel.addEventListener("close", () => { done.end(); done.block.focus(); told("givenUp"); }, { once: true });
  }

  // By pointer.
  let pressed = null;
  document.addEventListener("pointerdown", (event) => {
    const block = event.target.closest("[data-move]");
    if (!block || event.button !== 0 || event.pointerType === "touch" && innerWidth < 768) return;
    const box = block.getBoundingClientRect();
    pressed = { block, x: event.clientX, y: event.clientY, dx: event.clientX - box.left, dy: event.clientY - box.top };
  });
  document.addEventListener("pointermove", (event) => {
    if (!pressed) return;
    if (!pressed.drags) {
      if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < 6) return;
      if (moving) moving.end();
      moving = new Moving(pressed.block);
      pressed.drags = true;
      pressed.block.setPointerCapture(event.pointerId);
    }
    event.preventDefault();
    const { tracks, across, first, lines } = moving;
    let under = tracks.findIndex((each) => { const box = each.getBoundingClientRect(); return across ? event.clientY >= box.top && event.clientY <= box.bottom : event.clientX >= box.left && event.clientX <= box.right; });
    if (under < 0) under = moving.track;
    if (moving.listed) return moving.to(under, moving.starts);
    const box = tracks[under].getBoundingClientRect();
    const step = across ? parseFloat(getComputedStyle(tracks[under]).gridAutoColumns) : parseFloat(getComputedStyle(tracks[under]).gridAutoRows);
    const size = step || (across ? box.width : box.height) / lines;
    const from = across ? event.clientX - pressed.dx - box.left : event.clientY - pressed.dy - box.top;
    moving.to(under, first + (from / size) * QUARTER);
  });
  const release = () => {
    const drags = pressed?.drags;
    pressed = null;
    if (!drags || !moving) return;
    window.addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); }, { capture: true, once: true });
    setTimeout(() => {}, 0);
    drop();
  };
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", () => { pressed = null; giveUp(); });
  document.addEventListener("dragstart", (event) => { if (event.target.closest?.("[data-move]")) event.preventDefault(); });

  // By keys.
  const KEYS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, dialog[open]");
    if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
    if (event.key === "?") { event.preventDefault(); return document.getElementById("desk-help")?.showModal(); }
    const block = event.target.closest("[data-move]");
    if (!moving && block && event.key.toLowerCase() === "m") {
      event.preventDefault();
      moving = new Moving(block);
      return told("begun", { name: block.dataset.name });
    }
    if (!moving || pressed) return;
    if (event.key === "Escape") { event.preventDefault(); return giveUp(); }
    if (event.key === "Enter") { event.preventDefault(); return drop(); }
    if (event.key === "Tab") return giveUp();
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    const [x, y] = KEYS[event.key];
    const [track, quarters] = moving.across ? [y, x] : [x, y];
    moving.to(moving.track + track, moving.starts + quarters * QUARTER);
    moving.speak();
  });

  for (const button of document.querySelectorAll("[data-open]")) {
    button.addEventListener("click", () => document.getElementById(button.dataset.open).showModal());
  }

  // A frequent reason is one click.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-say]");
    const field = button?.closest("form").querySelector("[name=reason]");
    if (field) { field.value = button.dataset.say; field.focus(); }
  });
  document.addEventListener("htmx:load", (event) => {
    for (const each of event.target.querySelectorAll("[data-scripted]")) each.hidden = false;
  });

  // How long something can still be taken back.
  const left = () => {
    for (const form of document.querySelectorAll("[data-until]")) {
      const seconds = Math.round((new Date(form.dataset.until) - Date.now()) / 1000);
      if (seconds <= 0) { form.remove(); continue; }
      const shown = form.querySelector("[data-left]");
      shown.hidden = false;
      shown.querySelector("b").textContent = `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
    }
  };
  if (document.querySelector("[data-until]")) { left(); setInterval(left, 1000); }
})();
