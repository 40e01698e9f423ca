"use strict";
// Every text below comes from articles or a model: it is set as text, never as HTML.

const byId = (id) => document.getElementById(id);
const read = (id) => JSON.parse(byId(id).textContent);

const UNSEEN = new RegExp(read("unseen").unseen, "gu");
const MARKS = { supported: "✓", review: "!", rejected: "×", pass: "✓", warn: "!", fail: "×", unknown: "?" };

const visible = (text) => text.replace(UNSEEN, (mark) =>
  `⟦U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟧`);

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  for (const child of children.flat()) {
    if (child) element.append(typeof child === "string" ? visible(child) : child);
  }
  return element;
}

const button = (label, text, action) => {
  const element = make("button", { type: "button", "aria-label": label, title: label }, text);
  element.addEventListener("click", action);
  return element;
};

const mark = (kind) => make("span", { class: `mark ${kind}`, "aria-hidden": "true" }, MARKS[kind]);

const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
