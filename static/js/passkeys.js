/* Shows the passkey buttons where the browser can use them, and says in words what went wrong. */
(() => {
  const able = Boolean(window.PublicKeyCredential);
  const problem = document.getElementById("passkey_problem");

  const say = (words) => {
    if (!problem) return;
    problem.textContent = words;
    problem.hidden = false;
  };

  if (able) {
    document.querySelectorAll("[data-show-with-passkeys]").forEach((button) => { button.hidden = false; });
  } else if (problem && !document.querySelector("[data-show-with-passkeys]")) {
    say(problem.dataset.unable);
  }

  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    say(able ? problem?.dataset.refused : problem?.dataset.unable);
  });
})();
