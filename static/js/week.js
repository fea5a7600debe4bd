/* The week of all rooms: drawing over a free time leads to the form that books it, filled in; dragging one's own booking
   asks once, then sends the very form that changes it. Without this script, links lead to the same forms. */
(() => {
  "use strict";

  const dialog = document.querySelector("dialog[data-move]");
  const strips = document.querySelectorAll("[data-strip]");
  if (!dialog || !strips.length || !window.matchMedia("(pointer: fine)").matches) return;
  document.querySelectorAll("[data-drag-hint]").forEach((hint) => { hint.hidden = false; });

  const SVG = "http://www.w3.org/2000/svg";
  const DAY = 24 * 60;
  const two = (number) => String(number).padStart(2, "0");
  const clock = (minutes) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
  const number = (strip, name) => Number(strip.dataset[name]);

  /* The minute of the day under the pointer. */
  const minuteAt = (strip, x) => {
    const box = strip.getBoundingClientRect();
    const share = Math.min(Math.max((x - box.left) / box.width, 0), 1);
    return number(strip, "first") + share * strip.viewBox.baseVal.width;
  };

  const stripAt = (event) => document.elementsFromPoint(event.clientX, event.clientY)
    .map((element) => element.closest?.("[data-strip]")).find(Boolean);

  let drag = null;

  const time = document.querySelector("[data-drag-time]");
  const ghost = document.createElementNS(SVG, "rect");
  ghost.setAttribute("class", "drawn");
  ghost.setAttribute("height", "100");

  const draw = (strip, from, to) => {
    ghost.setAttribute("x", from - number(strip, "first"));
    ghost.setAttribute("width", to - from);
    if (ghost.parentNode !== strip) strip.append(ghost);
    time.hidden = false;
    time.textContent = `${strip.dataset.name}, ${strip.dataset.label} ${clock(from)}–${clock(to)}`;
  };

  /* From the step under the first point to the one under the last, no shorter and no longer than the room allows. */
  const drawn = (strip, x) => {
    const step = number(strip, "step");
    const there = minuteAt(strip, x);
    const low = Math.floor(Math.min(drag.minute, there) / step) * step;
    const high = Math.ceil(Math.max(drag.minute, there) / step) * step;
    const length = Math.min(Math.max(high - low, number(strip, "least")), number(strip, "most"));
    const from = there < drag.minute ? Math.max(high - length, 0) : low;
    return [from, Math.min(from + length, DAY)];
  };

  const moved = (strip, x) => {
    const step = number(strip, "step");
    const from = Math.round((minuteAt(strip, x) - drag.grip) / step) * step;
    const start = Math.min(Math.max(from, 0), DAY - drag.length);
    return [start, start + drag.length];
  };

  const stop = () => {
    ghost.remove();
    time.hidden = true;
    drag?.rect?.classList.remove("lifted");
    drag = null;
  };

  const book = (strip, [from, to]) => {
    const asked = new URLSearchParams({ day: strip.dataset.day, starts: clock(from), ends: clock(to) });
    location.assign(`${strip.dataset.book}?${asked}`);
  };

  const ask = (rect, strip, [from, to]) => {
    const home = rect.closest("[data-strip]");
    const form = dialog.querySelector("form");
    form.action = rect.dataset.change;
    const answers = {
      space: strip.dataset.space, day: strip.dataset.day, starts: clock(from), ends: clock(to),
      people: rect.dataset.people, title: rect.dataset.title,
    };
    for (const [name, value] of Object.entries(answers)) form.elements[name].value = value;
    dialog.querySelector("[data-what]").textContent = rect.dataset.title || home.dataset.name;
    dialog.querySelector("[data-from]").textContent = `${home.dataset.name}, ${home.dataset.label} ${rect.dataset.when}`;
    dialog.querySelector("[data-to]").textContent = `${strip.dataset.name}, ${strip.dataset.label} ${clock(from)}–${clock(to)}`;
    dialog.showModal();
  };

  document.addEventListener("pointerdown", (event) => {
    const strip = event.target.closest?.("[data-strip]");
    if (!strip || event.button !== 0 || event.pointerType === "touch") return;
    const rect = event.target.closest(".movable");
    const minute = minuteAt(strip, event.clientX);
    if (rect) {
      const start = Number(rect.getAttribute("x")) + number(strip, "first");
      drag = { strip, rect, minute, grip: minute - start, length: Number(rect.getAttribute("width")) };
      rect.classList.add("lifted");
    } else if (event.target.closest(".free")) {
      drag = { strip, minute };
    } else return;
    event.preventDefault();
  });

  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const strip = drag.rect ? stripAt(event) || drag.strip : drag.strip;
    drag.over = strip;
    draw(strip, ...(drag.rect ? moved(strip, event.clientX) : drawn(strip, event.clientX)));
  });

  document.addEventListener("pointerup", (event) => {
    if (!drag) return;
    const { rect, strip, over = strip } = drag;
    const times = rect ? moved(over, event.clientX) : drawn(strip, event.clientX);
    const start = rect && Number(rect.getAttribute("x")) + number(strip, "first");
    stop();
    if (!rect) book(strip, times);
    else if (over !== strip || times[0] !== start) ask(rect, over, times);
  });

  document.addEventListener("pointercancel", stop);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") stop(); });
  dialog.querySelector("[data-keep]").addEventListener("click", () => dialog.close());
})();
