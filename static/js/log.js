/* Logging a session by keyboard alone: finding the client while typing, digits that choose, keeping the draft. The form works without. */
(() => {
  "use strict";

  const PAUSE_FIND = 180;
  const PAUSE_DRAFT = 900;
  const AGAIN = 5000;
  let draftTimer, findTimer, sending, keeping, unsent, changed = false, search = 0;

  const form = () => document.getElementById("log");
  const state = () => document.getElementById("draft-state");
  const say = (name, more = "") => { if (state()) state().textContent = name ? `${state().dataset[name]}${more}` : ""; };
  const fieldsOf = (extra = {}) => {
    const fields = new FormData(form());
    for (const [name, value] of Object.entries(extra)) fields.set(name, value);
    return fields;
  };
  const ask = async (address, fields, options = {}) => {
    const answer = await fetch(address, { method: "POST", body: fields, headers: { "X-Requested-With": "fetch" }, redirect: "error", ...options });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.status === 204 ? "" : answer.text();
  };

  /* Drafts: kept a moment after the last key; without a network the page keeps them and tries again. Whoever leaves while one is on its way takes nothing back. */
  const sendDraft = () => ask(form().dataset.draft, fieldsOf(), { keepalive: true });
  const keep = async () => {
    clearTimeout(draftTimer);
    if (!form() || !changed || sending || keeping) return;
    keeping = true;
    changed = false;
    try {
      await sendDraft();
      if (form() && !sending && !unsent) say("kept", ` ${new Date().toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" })}`);
    } catch (error) {
      changed = true;
      if (!unsent) say(navigator.onLine && !(error instanceof TypeError) ? "refused" : "lost");
      draftTimer = setTimeout(keep, AGAIN);
    }
    keeping = false;
    if (changed) draftTimer ??= setTimeout(keep, PAUSE_DRAFT);
  };
  const touch = () => {
    changed = true;
    clearTimeout(draftTimer);
    draftTimer = setTimeout(keep, PAUSE_DRAFT);
  };

  /* The list under a search field. */
  const listOf = (input) => document.getElementById(input.dataset.combo);
  const optionsOf = (input) => [...listOf(input).querySelectorAll("[role=option]")];
  const close = (input) => {
    listOf(input).hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (input, wanted) => {
    const options = optionsOf(input);
    options.forEach((option) => option.setAttribute("aria-selected", String(option === wanted)));
    if (!wanted) return;
    input.setAttribute("aria-activedescendant", wanted.id);
    wanted.scrollIntoView({ block: "nearest" });
  };
  const marked = (input) => listOf(input).hidden ? null : listOf(input).querySelector("[aria-selected=true]");
  const find = async (input) => {
    clearTimeout(findTimer);
    const text = input.value.trim();
    const number = ++search;
    if (!text) return close(input);
    const fields = new FormData();
    fields.set("csrfmiddlewaretoken", form().elements.csrfmiddlewaretoken.value);
    fields.set("q", text);
    if ("also" in input.dataset) fields.set("also", "1");
    let found;
    try { found = await ask(form().dataset.find, fields); } catch { return say("lost"); }
    if (number !== search) return;
    listOf(input).innerHTML = found;
    listOf(input).hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(input, optionsOf(input)[0]);
  };

  /* Choosing: the client's part of the form comes anew; whoever came along is one more box that is ticked. */
  const choose = async (value, name) => {
    const fields = fieldsOf({ person: value });
    if (name !== undefined) ["name", "other_name", "phone", "country", "matter"].forEach((field) => fields.delete(field));
    let part;
    try { part = await ask(form().dataset.client, fields); } catch { return say("lost"); }
    const place = document.getElementById("client");
    const language = form().elements.language.value;
    place.innerHTML = part;
    if (language && !form().elements.language.value) form().elements.language.value = language;
    const theirs = place.querySelector("[data-language]")?.dataset.language;
    if (theirs) form().elements.language.value = theirs;
    const matter = place.querySelector("[name=matter]:checked");
    if (matter) follow(matter);
    shown(place);
    touch();
    next();
  };
  const addAlong = (value, name) => {
    const label = document.createElement("label");
    label.className = "choice";
    const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: true });
    box.name = value === "new" ? "also_new" : "also";
    box.value = value === "new" ? name : value;
    const words = document.createElement("span");
    words.textContent = value === "new" ? name : `${name} ${value}`;
    label.append(box, words);
    document.getElementById("also").append(label);
    touch();
  };
  const take = (input, option) => {
    const { value, name } = option.dataset;
    close(input);
    if ("also" in input.dataset) {
      addAlong(value, name);
      input.value = "";
    } else {
      if (value !== "new") input.value = "";
      choose(value, name);
    }
  };

  /* A matter says which service, topic and adviser it was last; what is chosen differently stays. */
  const follow = (matter) => {
    const { service, kind, topic, practitioner } = matter.dataset;
    const radio = service && form().querySelector(`[name=service][value="${CSS.escape(service)}"]`);
    if (radio) radio.checked = true;
    topics();
    if (kind && topic) form().elements.topic.value = topic;
    if (practitioner) form().elements.practitioner.value = practitioner;
  };
  /* Topics of other services are out of the way. */
  const topics = () => {
    const service = form().querySelector("[name=service]:checked");
    const kinds = JSON.parse(form().dataset.kinds || "{}");
    const kind = service && kinds[service.value];
    for (const option of form().elements.topic.options) {
      const fits = !option.value || !kind || option.dataset.kinds.split(" ").includes(kind);
      option.hidden = option.disabled = !fits;
      if (!fits && option.selected) form().elements.topic.value = "";
    }
  };

  /* On to the first thing that is still to be said. */
  const next = () => {
    for (const name of ["name", "phone", "matter", "language", "service", "topic", "practitioner", "outcome"]) {
      const fields = [...form().querySelectorAll(`[name=${name}]:not([type=hidden])`)];
      if (!fields.length) continue;
      const is_empty = fields[0].type === "radio" ? !fields.some((field) => field.checked) : !fields[0].value;
      if (is_empty) return fields[0].focus();
    }
    document.querySelector("[data-save]").focus();
  };

  const save = () => form().requestSubmit(document.querySelector("[data-save]"));
  const goTo = (code) => {
    const place = form().querySelector(`[data-shortcut=${code}]`);
    const target = place?.matches("input") ? place : place?.querySelector(":checked") ?? place?.querySelector("input");
    target?.focus();
    return Boolean(target);
  };
  const pickDigit = (event) => {
    const group = event.target.matches?.("input[type=radio]") && event.target.closest("[data-digits]");
    const choice = group && /^[1-9]$/.test(event.key) && group.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
    if (!choice) return false;
    choice.checked = true;
    choice.focus();
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  const walk = (event) => {
    const input = event.target.closest?.("[data-combo]");
    if (!input) return false;
    const options = optionsOf(input);
    const at = options.indexOf(marked(input));
    if (event.key === "Escape") { close(input); return true; }
    if (event.key === "Enter") {
      if (marked(input)) take(input, marked(input));
      else if (input.value.trim()) find(input);
      return true;
    }
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || listOf(input).hidden || !options.length) return false;
    mark(input, options[(at + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length]);
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (!form() || event.isComposing) return;
    const used = (event.ctrlKey || event.metaKey) && event.key === "Enter" ? (save(), true)
      : event.altKey && !event.ctrlKey && !event.metaKey ? goTo(event.code)
        : !event.ctrlKey && !event.metaKey && (walk(event) || pickDigit(event));
    if (used) event.preventDefault();
  });
  document.addEventListener("input", (event) => {
    if (!form()?.contains(event.target)) return;
    touch();
    if (!event.target.dataset.combo || event.isComposing) return;
    clearTimeout(findTimer);
    findTimer = setTimeout(() => find(event.target), PAUSE_FIND);
  });
  document.addEventListener("compositionend", (event) => { if (event.target.dataset?.combo) find(event.target); });
  document.addEventListener("change", (event) => {
    if (!form()?.contains(event.target)) return;
    if ("candidate" in event.target.dataset) choose(event.target.value);
    if (event.target.name === "matter") follow(event.target);
    if (event.target.name === "service") topics();
    touch();
  });
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    const input = option && document.querySelector(`[data-combo="${option.parentElement.id}"]`);
    if (!input) return;
    event.preventDefault();
    take(input, option);
  });
  document.addEventListener("focusout", (event) => { if (event.target.dataset?.combo) close(event.target); });

  /* Sending: at most once at a time; without a network it waits, and the server knows a second copy by its number. */
  document.addEventListener("htmx:beforeRequest", (event) => { if (event.target === form()) { sending = true; clearTimeout(draftTimer); } });
  document.addEventListener("htmx:afterRequest", (event) => { if (event.target === form() && !event.detail.successful) sending = false; });
  document.addEventListener("htmx:sendError", (event) => {
    if (event.target !== form()) return;
    unsent = true;
    sending = false;
    say("unsent");
  });
  document.addEventListener("htmx:responseError", (event) => { if (event.target === form()) say("refused"); });
  document.addEventListener("htmx:afterSwap", () => { sending = unsent = false; begin(); });
  window.addEventListener("online", () => {
    if (unsent) { unsent = false; save(); } else keep();
  });
  /* Whoever leaves in the middle of a word loses none. */
  window.addEventListener("pagehide", () => {
    if (form() && changed && !sending) sendDraft().catch(() => {});
  });

  const shown = (root) => {
    root.querySelectorAll("[data-keys]").forEach((part) => { part.hidden = false; });
    root.querySelectorAll("[data-scriptless]").forEach((part) => { part.hidden = true; });
  };
  const begin = () => {
    if (!form()) return;
    shown(document);
    form().querySelectorAll("[data-combo]").forEach((input) => {
      for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": input.dataset.combo })) input.setAttribute(name, value);
    });
    topics();
    if (document.querySelector(".error-summary")) return;
    const client = form().querySelector("[data-combo]:not([data-also])");
    if (form().querySelector("[name=person][type=hidden]")) next();
    else if (client.value && !form().querySelector("[data-candidate]")) find(client);
  };
  begin();
})();
