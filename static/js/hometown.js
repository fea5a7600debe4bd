/* What scripts add to pages that work without them: copying, sharing, printing, closing menus, announcing. */
(() => {
  "use strict";

  const say = (text) => {
    const live = document.getElementById("live");
    if (!live) return;
    const words = document.createElement("p");
    words.className = "visually-hidden";
    words.textContent = text;
    live.append(words);
    setTimeout(() => words.remove(), 5000);
  };

  const copy = async (text) => {
    if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "visually-hidden";
    document.body.append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (!copied) throw new Error("The browser does not let pages copy.");
  };

  const show = (root) => {
    root.querySelectorAll("[data-copy], [data-print]").forEach((button) => { button.hidden = false; });
    if (navigator.share) root.querySelectorAll("[data-share]").forEach((button) => { button.hidden = false; });
    root.querySelector("[data-focus]")?.focus();
  };

  const acts = {
    async copy(button) {
      await copy(button.dataset.copy);
      const label = button.querySelector("span");
      const before = label.textContent;
      label.textContent = button.dataset.done;
      say(button.dataset.done);
      setTimeout(() => { label.textContent = before; }, 2500);
    },
    share: (button) => navigator.share({ title: button.dataset.share, url: location.href.split("#")[0] }),
    print: () => window.print(),
  };

  document.addEventListener("click", (event) => {
    for (const name of Object.keys(acts)) {
      const button = event.target.closest(`[data-${name}]`);
      if (button) Promise.resolve(acts[name](button)).catch(() => {});
    }
    document.querySelectorAll("details.dropdown[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.dropdown[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  /* A second press on a slow line sends nothing twice. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      form.removeAttribute("aria-busy");
    });
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    show(event.target);
    const words = event.target.querySelector("[data-say]");
    if (words) say(words.textContent.trim());
  });

  show(document);
})();
