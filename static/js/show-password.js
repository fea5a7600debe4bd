/* A button beside each password field that shows what is typed. Without scripts the field stays as it is. */
(() => {
  const words = document.currentScript.dataset;

  const addButton = (input) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "show-password";
    const say = (shown) => {
      button.textContent = shown ? words.hide : words.show;
      button.setAttribute("aria-label", shown ? words.hideLabel : words.showLabel);
    };
    say(false);
    button.addEventListener("click", () => {
      const shown = input.type === "password";
      input.type = shown ? "text" : "password";
      say(shown);
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
