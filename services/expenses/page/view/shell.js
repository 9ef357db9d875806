// The frame: brand, state of the connection, language, leaving; and what is said to screen readers.

import { PATHS, el, icon, place } from "../dom.js";

export function showTop(top, { words, status, signed, onLanguage, onLeave }) {
  place(
    top,
    el("div", { class: signed ? "brand brand-small" : "brand" }, icon(PATHS.pulse, "icon brand-mark"), el("span", {}, words.brand)),
    el(
      "div",
      { class: "top-right" },
      signed && el("span", { class: `pill pill-${status}`, id: "status" }, el("i", { class: "dot" }), words.status[status]),
      el("button", { class: "quiet", type: "button", lang: words.switchLang, onclick: onLanguage, id: "language" }, words.switchTo),
      signed &&
        el(
          "button",
          { class: "quiet square", type: "button", onclick: onLeave, "aria-label": words.leave, title: words.leave },
          icon(PATHS.leave),
        ),
    ),
  );
}

export function showStatus(words, status) {
  const pill = document.getElementById("status");
  if (!pill) return;
  pill.className = `pill pill-${status}`;
  place(pill, el("i", { class: "dot" }), words.status[status]);
}

export function say(text) {
  document.getElementById("said").textContent = text;
}

export function notice(title, text, ...more) {
  return el("section", { class: "notice" }, el("h2", {}, title), el("p", {}, text), ...more);
}

export function loading(words) {
  const bone = () => el("li", { class: "bone" });
  return el(
    "div",
    { class: "bones", role: "status" },
    el("span", { class: "unseen" }, words.loading),
    el("ul", { "aria-hidden": "true" }, bone(), bone(), bone(), bone()),
  );
}

export function failure(words, problem, onRetry) {
  return el(
    "section",
    { class: "notice notice-error", role: "alert" },
    el("h2", {}, words.errorTitle),
    el("p", {}, problem.detail ?? words.unreachable),
    problem.supportId && el("p", { class: "support" }, `${words.support} : `, el("code", {}, problem.supportId)),
    el("button", { class: "primary", type: "button", onclick: onRetry }, words.retry),
  );
}
