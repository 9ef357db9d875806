// Sign-in: the people of the demo, or a token pasted in.

import { PATHS, el, icon } from "../dom.js";

export function signIn({ words, people, message, onPerson, onToken }) {
  const field = el("textarea", {
    id: "token",
    rows: "3",
    required: true,
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
  });
  const paste = el(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        onToken(field.value);
      },
    },
    el("label", { for: "token" }, words.signToken),
    field,
    el("button", { class: "primary", type: "submit" }, words.signGo),
  );
  return el(
    "section",
    { class: "sign" },
    el("h1", {}, words.signTitle),
    message && el("p", { class: "sign-message", role: "alert" }, message),
    people && el("p", { class: "lead" }, people.length ? words.signLead : words.signNobody),
    people && el("ul", { class: "who" }, people.map((person) => choice(person, onPerson))),
    el("details", { class: "paste", open: !people }, el("summary", {}, words.signPaste, icon(PATHS.chevron, "icon turn")), paste),
  );
}

function choice(person, onPerson) {
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", onclick: () => onPerson(person.id) },
      el("span", { class: "face", "aria-hidden": "true" }, person.label.charAt(0)),
      el("span", { class: "who-label" }, person.label),
      icon(PATHS.chevron, "icon turn"),
    ),
  );
}
