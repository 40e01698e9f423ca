"use strict";
// Every text below comes from articles or a model: it is set as text, never as HTML.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const unseen = new RegExp(data.unseen, "gu");
  const panel = document.getElementById("evidence");
  const narrow = matchMedia("(max-width: 61.99rem)");
  const items = [...document.querySelectorAll("[data-sentence]")];
  let opener = null; // what was chosen, and where the focus returns to

  // --- drawing ---------------------------------------------------------------------------

  const visible = (text) =>
    text.replace(/\r\n?/g, "\n").replace(unseen, (mark) =>
      `⟦U+${mark.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}⟧`);

  function make(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
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

  const titled = (title, ...children) =>
    make("section", {}, make("h3", {}, title), ...children);

  // A text cut wherever a layer begins or ends. Offsets are code points; a JavaScript
  // string counts UTF-16 units, so the text is first taken apart into code points.
  function layered(text, layers) {
    const points = Array.from(text);
    const edges = new Set([0, points.length]);
    for (const { start, end } of layers) edges.add(start).add(end);
    const cuts = [...edges].sort((a, b) => a - b);
    return cuts.slice(1).map((to, index) => {
      const from = cuts[index];
      const words = points.slice(from, to).join("");
      const over = layers.filter((layer) => layer.start <= from && to <= layer.end);
      if (!over.length) return words;
      const kinds = new Set(over.map((layer) => layer.kind));
      const title = over.find((layer) => layer.title);
      const name = kinds.has("evidence") || kinds.has("other") ? "mark" : "span";
      return make(name, {
        class: [...kinds].join(" "), "data-start": from, ...(title && { title: title.title }),
      }, words);
    });
  }

  const layer = (kind, places) => places.map(([start, end]) => ({ kind, start, end }));

  // `articles` one after the other, with what of `evidence` and `checks` lies in each.
  function articleViews(articles, evidence, checks) {
    return articles.map((id) => {
      const article = data.articles[id];
      if (!article) return null;
      const mine = evidence.filter((one) => one.article === id);
      const layers = [
        ...mine.flatMap((one) => layer("evidence", one.pieces)),
        ...mine.flatMap((one) => layer("other", one.others)),
        ...checks.filter((one) => one.article === id).flatMap((one) => layer("rests", one.spans)),
        ...article.noise.map(([start, end, kind]) => ({ kind: "noise", start, end, title: kind })),
      ];
      const origin = [article.outlet || "outlet (not named)", article.published, id];
      return make("article", { "data-id": id },
        make("h3", { dir: "auto" }, article.title || id),
        make("p", { class: "origin" }, origin.filter(Boolean).join(" · ")),
        make("div", { class: "source", dir: "auto", tabindex: "0", role: "group", "aria-label": "article text",
          ...(article.language && { lang: article.language }) }, layered(article.text, layers)));
    }).filter(Boolean);
  }

  function diff(marked) {
    const parts = marked.split(/(\[-[^]*?-\]|\{\+[^]*?\+\})/u).map((part) =>
      part.startsWith("[-") ? make("del", {}, part.slice(2, -2))
        : part.startsWith("{+") ? make("ins", {}, part.slice(2, -2)) : part);
    return make("div", { class: "diff" },
      make("p", { class: "key" }, make("del", {}, "the article’s words"), " ", make("ins", {}, "the claim’s words")),
      make("p", { dir: "auto" }, parts));
  }

  function evidenceItem(one) {
    const label = [one.number && `footnote ${one.number}`, one.match, one.place];
    return make("li", { class: one.found ? "found" : "lost" },
      make("p", { class: "label" }, label.filter(Boolean).join(" · ")),
      make("blockquote", { dir: "auto" }, one.quote),
      one.diff && diff(one.diff),
      make("ol", { class: "chain", "aria-label": "who told whom" },
        one.chain.map((link) => make("li", {}, make("bdi", {}, link)))));
  }

  function checkItem(one) {
    const name = one.spans.length
      ? button(`${one.check}: show in the article`, one.check, () => show(one.article, one.spans[0][0]))
      : make("b", {}, one.check);
    return make("li", { class: `check ${one.outcome}` },
      make("span", { class: "mark", "aria-hidden": "true" }, one.mark),
      make("div", {},
        make("p", { class: "label" }, name, make("span", { class: "outcome" }, one.outcome)),
        make("p", { dir: "auto" }, one.message)));
  }

  // --- the panel -------------------------------------------------------------------------

  function show(id, start) {
    for (const view of panel.querySelectorAll("article")) {
      const box = view.querySelector(".source");
      const at = view.dataset.id === id &&
        [...box.querySelectorAll("[data-start]")].find((one) => Number(one.dataset.start) >= start);
      if (at) {
        box.scrollTop += at.getBoundingClientRect().top - box.getBoundingClientRect().top - 72;
      }
    }
  }

  function head(title, tools) {
    return make("header", { class: "head" },
      make("h2", { id: "evidence-title", tabindex: "-1", autofocus: "" }, title),
      make("div", { class: "tools" }, tools, button("Close the evidence", "×", () => panel.close())));
  }

  function open(from, ...content) {
    choose(from);
    panel.replaceChildren(...content);
    if (!panel.open) narrow.matches ? panel.showModal() : panel.show();
    panel.scrollTop = 0;
    document.getElementById("evidence-title").focus({ preventScroll: true });
  }

  function choose(from) {
    opener?.closest(".sentence")?.classList.remove("chosen");
    opener?.setAttribute("aria-expanded", "false");
    opener = from;
    opener?.setAttribute("aria-expanded", "true");
    opener?.closest(".sentence")?.classList.add("chosen");
  }

  function openSentence(number) {
    const card = data.sentences[number];
    const item = items[number];
    const step = (label, text, to) => {
      const element = button(label, text, () => {
        openSentence(to);
        items[to].scrollIntoView({ block: "nearest" });
      });
      element.disabled = !items[to];
      return element;
    };
    const title = make("span", { class: `verdict ${card.ruling}` },
      make("span", { class: "mark", "aria-hidden": "true" }, card.mark), card.ruling);
    open(item.querySelector(".text"),
      head([title, card.score && make("span", { class: "score" }, `score ${card.score}`)], [
        step("Previous sentence", "‹", number - 1),
        make("span", { class: "count" }, `${number + 1} / ${items.length}`),
        step("Next sentence", "›", number + 1),
      ]),
      make("div", { class: "claim" },
        make("p", { class: "said", dir: "auto" }, card.text),
        card.why.length && make("ul", { class: "why" }, card.why.map((why) => make("li", { dir: "auto" }, why))),
        card.facts.length && make("dl", { class: "facts" }, card.facts.map(([name, value]) =>
          make("div", {}, make("dt", {}, name), make("dd", { dir: "auto" }, value))))),
      make("div", { class: "columns" },
        make("div", { class: "reading" }, articleViews(card.articles, card.evidence, card.checks)),
        make("div", { class: "answers" },
          titled("Checks", card.checks.length
            ? make("ul", { class: "checks" }, card.checks.map(checkItem))
            : make("p", {}, "No check was recorded.")),
          titled("Evidence", card.evidence.length
            ? make("ol", { class: "quotes" }, card.evidence.map(evidenceItem))
            : make("p", {}, "It cites no words of the article.")))));
    const first = card.evidence.find((one) => one.pieces.length);
    if (first) show(first.article, first.pieces[0][0]);
  }

  function openArticle(from) {
    const id = from.dataset.article;
    const evidence = data.sentences.flatMap((card) => card.evidence);
    open(from, head("Article", []),
      make("div", { class: "reading alone" }, articleViews([id], evidence, [])));
  }

  // --- listening -------------------------------------------------------------------------

  document.documentElement.classList.add("js");
  items.forEach((item, number) => {
    const text = item.querySelector(".text");
    for (const [key, value] of Object.entries({
      role: "button", tabindex: "0", "aria-expanded": "false", "aria-controls": "evidence",
    })) text.setAttribute(key, value);
    item.addEventListener("click", (event) => {
      const selecting = String(getSelection()) !== "";
      if (!event.target.closest("a") && !selecting) openSentence(number);
    });
    text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      openSentence(number);
    });
  });
  for (const reader of document.querySelectorAll("[data-article]")) {
    reader.hidden = false;
    reader.addEventListener("click", () => openArticle(reader));
  }
  panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
  panel.addEventListener("close", () => { opener?.focus({ preventScroll: true }); choose(null); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.open && !narrow.matches) panel.close();
  });
  narrow.addEventListener("change", () => panel.close());
})();
