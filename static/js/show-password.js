/* A button beside each password field that shows what is typed. Without scripts the field stays as it is. */
(() => {
  const words = document.currentScript.dataset;

  const addButton = (input) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "show-password";
    button.setAttribute("aria-label", words.label);
    button.setAttribute("aria-pressed", "false");
    button.textContent = words.show;
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      button.textContent = shown ? words.hide : words.show;
      button.setAttribute("aria-pressed", String(shown));
      input.focus();
    });
    const frame = document.createElement("div");
    frame.className = "password-frame";
    input.replaceWith(frame);
    frame.append(input, button);
    input.form?.addEventListener("submit", () => { input.type = "password"; });
  };

  document.querySelectorAll('input[type="password"]').forEach(addButton);
})();
