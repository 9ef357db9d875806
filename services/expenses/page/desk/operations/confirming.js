// Asks before anything is decided: a dialog of the browser's own, which keeps the keyboard inside and leaves by Escape.
import { el } from "../../dom.js";
import { words } from "./words.js";

// Resolves to what was noted ("" without a field) when it was confirmed, to null otherwise.
export function confirmed(title, lead, { field = null } = {}) {
  const input = field && el("textarea", { id: "note", rows: "3", minlength: "3", maxlength: "500", required: true });
  const yes = el("button", { type: "button", class: "primary", id: "confirm" }, words.confirm);
  const no = el("button", { type: "button", class: "secondary", id: "cancel" }, words.cancel);
  const label = input && el("label", { for: "note" }, field);
  const asking = el("dialog", { class: "panel", "aria-labelledby": "asked" }, el("h2", { id: "asked" }, title), el("p", {}, lead), label, input, el("div", { class: "choices" }, yes, no));
  document.body.append(asking);
  return new Promise((resolve) => {
    let answer = null;
    yes.addEventListener("click", () => {
      if (input && !input.reportValidity()) return;
      answer = input ? input.value : "";
      asking.close();
    });
    no.addEventListener("click", () => asking.close());
    asking.addEventListener("close", () => (asking.remove(), resolve(answer)));
    asking.showModal();
  });
}
