
// --- articles ------------------------------------------------------------------------------

const CLAIMS = [...document.querySelectorAll(".claim")]; // by number
const ARTICLES = [...document.querySelectorAll(".articles > li")];
const numberOf = new Map(CLAIMS.map((row, number) => [row.id, number]));

const islands = new Map(); // article number -> its data, read when it is first opened
function island(article) {
  if (!islands.has(article)) islands.set(article, read(`data-${article}`));
  return islands.get(article);
}

const views = new Map(); // article number -> its View
const view = (article) => {
  if (!views.has(article)) views.set(article, new View(article));
  return views.get(article);
};

const LONGEST = 5_000; // code points of a line; a browser takes minutes to lay out one of a million

// An article's text, a line an element, so that only lines whose marks change are drawn again.
// Offsets are code points; a JavaScript string counts UTF-16 units, so the text is first taken
// apart into code points.
class View {
  constructor(article) {
    const { text, language, noise, claims } = island(article);
    this.article = article;
    this.points = Array.from(text);
    this.starts = [0];
    this.points.forEach((point, at) => {
      const ends = point === "\n" || (point === "\r" && this.points[at + 1] !== "\n");
      if (ends || (point === " " && at - this.starts.at(-1) > LONGEST)) this.starts.push(at + 1);
    });
    this.lasting = new Map(); // line -> layers that stay: noise, and the words of every claim
    this.passing = new Map(); // line -> layers of what is chosen
    for (const [start, end, kind] of noise) this.lay(this.lasting, { kind: "noise", start, end, title: kind });
    for (const [claim, { pieces }] of Object.entries(claims)) {
      for (const [start, end] of pieces) this.lay(this.lasting, { kind: "claimed", start, end, claim: Number(claim) });
    }
    this.lines = this.starts.map(() => make("div", { dir: "auto" }));
    this.box = make("div", {
      class: this.points.length > 100_000 ? "source long" : "source",
      tabindex: "0", role: "group", "aria-label": "article text", lang: language,
    }, this.lines);
    const row = ARTICLES[article];
    this.element = make("article", { "data-number": article },
      row.querySelector("h3").cloneNode(true), row.querySelector(".origin").cloneNode(true), this.box);
    this.lines.forEach((_, line) => this.draw(line));
  }

  lineAt(point) {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= point) low = middle; else high = middle - 1;
    }
    return low;
  }

  lay(layers, layer) {
    const last = this.lineAt(Math.max(layer.start, layer.end - 1));
    for (let line = this.lineAt(layer.start); line <= last; line += 1) {
      if (!layers.has(line)) layers.set(line, []);
      layers.get(line).push(layer);
    }
  }

  // A line, cut wherever a layer begins or ends.
  draw(line) {
    const start = this.starts[line];
    let end = this.starts[line + 1] ?? this.points.length;
    while (end > start && "\r\n".includes(this.points[end - 1])) end -= 1;
    const layers = [...(this.lasting.get(line) ?? []), ...(this.passing.get(line) ?? [])];
    const edges = new Set([start, end]);
    for (const layer of layers) edges.add(Math.max(start, layer.start)).add(Math.min(end, layer.end));
    const cuts = [...edges].filter((at) => start <= at && at <= end).sort((a, b) => a - b);
    this.lines[line].replaceChildren(...cuts.slice(1).map((to, index) =>
      this.piece(cuts[index], to, layers.filter((one) => one.start <= cuts[index] && to <= one.end))));
  }

  piece(from, to, over) {
    const words = this.points.slice(from, to).join("");
    if (!over.length) return visible(words);
    const claims = [...new Set(over.filter((one) => one.kind === "claimed").map((one) => one.claim))]
      .filter((claim) => !CLAIMS[claim].hidden);
    const kinds = new Set(over.map((one) => one.kind));
    if (!claims.length) kinds.delete("claimed");
    const title = over.find((one) => one.title)?.title;
    if (!claims.length) {
      const name = kinds.has("on") || kinds.has("other") ? "mark" : "span";
      return make(name, { class: [...kinds].join(" "), "data-start": from, title }, words);
    }
    const rulings = new Set(claims.map((claim) => CLAIMS[claim].dataset.verdict));
    const begins = over.some((one) => one.kind === "claimed" && one.start === from);
    return make("a", {
      class: [...kinds, ...rulings].join(" "), href: `#${CLAIMS[claims[0]].id}`, draggable: "false",
      "data-start": from, "data-claims": claims.join(" "), title: title ?? plural(claims.length, "claim"),
      ...(!begins && { tabindex: "-1" }), // one stop for each claim, however often its words are cut
    }, words);
  }

  // Marks what is chosen: layers with a kind of "on", "other" or "rests".
  show(layers) {
    const before = [...this.passing.keys()];
    this.passing = new Map();
    for (const layer of layers) this.lay(this.passing, layer);
    for (const line of new Set([...before, ...this.passing.keys()])) this.draw(line);
  }

  // After a filter: only the words of claims that are shown can be clicked.
  refresh() {
    for (const line of this.lasting.keys()) this.draw(line);
  }

  // Brings a place into view, unless it is there already with room for what follows.
  scroll(start) {
    const line = this.lines[this.lineAt(start)];
    const target = () => [...line.querySelectorAll("[data-start]")]
      .find((one) => Number(one.dataset.start) >= start) ?? line;
    for (let round = 0; round < 3; round += 1) { // lines not yet laid out have no height to go by
      const [at, box] = [target().getBoundingClientRect(), this.box.getBoundingClientRect()];
      if (at.top >= box.top && at.top <= box.top + box.height / 2) return;
      this.box.scrollTop += at.top - box.top - Math.min(72, box.height / 4);
    }
  }
}
