
// --- the evidence --------------------------------------------------------------------------

const panel = byId("evidence");
const narrow = matchMedia("(max-width: 61.99rem)");
let chosen = null; // the number of the claim that is open
let opener = null; // what was chosen, and where the focus returns to

const layers = (kind, places) => places.map(([start, end]) => ({ kind, start, end }));

function head(title, beside, tools) {
  return make("header", { class: "head" },
    make("h2", { id: "evidence-title", tabindex: "-1", autofocus: "" }, title), beside,
    make("div", { class: "tools" }, tools, button("Close the evidence", "×", () => panel.close())));
}

function open(from, ...content) {
  const kept = [...panel.querySelectorAll(".source")].map((box) => [box, box.scrollTop]);
  choose(from);
  panel.replaceChildren(...content.filter(Boolean));
  for (const [box, top] of kept) box.scrollTop = top;
  if (!panel.open) narrow.matches ? panel.showModal() : panel.show();
  panel.parentElement.classList.add("open");
  document.documentElement.classList.toggle("held", narrow.matches);
  panel.scrollTop = 0;
  byId("evidence-title").focus({ preventScroll: true });
}

function choose(from) {
  const row = (one) => one?.closest(".also li, .sides li, .sentence, .claim, .origins tr, .timeline li, .articles li");
  row(opener)?.classList.remove("chosen");
  opener?.removeAttribute("aria-current");
  opener = from;
  row(opener)?.classList.add("chosen");
  if (opener?.matches(".say")) opener.setAttribute("aria-current", "true");
}

// The articles that a claim stands on: its own, and those that a check points into.
function readings(article, claim) {
  const touched = [article, ...claim.checks.filter((one) => one[4].length).map((one) => one[3])];
  return [...new Set(touched)].map((number) => {
    const shown = view(number);
    const rests = claim.checks.filter((one) => one[3] === number).flatMap((one) => layers("rests", one[4]));
    const own = number === article ? [...layers("on", claim.pieces), ...layers("other", claim.others)] : [];
    shown.show([...own, ...rests]);
    return shown;
  });
}

function checkItem(said, [name, outcome, message, article, spans]) {
  const title = spans.length
    ? button(`${name}: show in the article`, name, () => view(article).scroll(spans[0][0]))
    : make("b", {}, name);
  return make("li", { class: `check ${outcome}` }, mark(outcome), make("div", {},
    make("p", { class: "label" }, title, make("span", { class: "outcome" }, outcome)),
    make("p", { dir: "auto" }, said[message])));
}

// What speaks against a claim first; what was passed is there for whoever wants it.
function checkList({ said }, { checks }) {
  const passed = checks.filter((one) => one[1] === "pass");
  const open = checks.filter((one) => one[1] !== "pass");
  const order = ["fail", "warn", "unknown"];
  open.sort((a, b) => order.indexOf(a[1]) - order.indexOf(b[1]));
  const list = (some) => make("ul", { class: "checks" }, some.map((one) => checkItem(said, one)));
  return make("section", {}, make("h3", {}, "Checks"),
    !checks.length && make("p", {}, "No check was recorded."),
    open.length > 0 && list(open),
    passed.length > 0 && make("details", open.length ? {} : { open: "" },
      make("summary", {}, mark("pass"), ` ${passed.length} passed`), list(passed)));
}

function openClaim(number, from = CLAIMS[number].querySelector(".say")) {
  const row = CLAIMS[number];
  const article = Number(row.dataset.article);
  const data = island(article);
  const claim = data.claims[number];
  const part = (name) => row.querySelector(name)?.cloneNode(true);
  const shown = readings(article, claim);
  const all = openers();
  const at = all.indexOf(from.matches(".say") ? from : row.querySelector(".say"));
  chosen = number;
  const verdict = row.dataset.verdict;
  open(from,
    head(make("span", { class: `verdict ${verdict}` }, mark(verdict), verdict), part(".where"),
      [step("Previous claim", "‹", -1, at > 0), step("Next claim", "›", 1, at + 1 < all.length)]),
    make("div", { class: "claim-card" },
      make("p", { class: "said", dir: "auto" }, row.querySelector(".say").textContent),
      part(".why")),
    make("div", { class: "about" }, part(".facts"), part(".path")),
    make("div", { class: "columns" },
      make("div", { class: "reading" }, shown.map((one) => one.element)),
      make("div", { class: "answers" },
        make("section", {}, make("h3", {}, "Evidence"), part(".quotes")), checkList(data, claim))));
  if (claim.pieces.length) shown[0].scroll(claim.pieces[0][0]);
  history.replaceState(null, "", `#${row.id}`);
}

function step(label, text, by, possible) {
  const element = button(label, text, () => walk(by));
  element.disabled = !possible;
  return element;
}

// The claims that rest on some words of an article: one is opened, of several one is chosen.
function openWords(words) {
  const claims = words.dataset.claims.split(" ").map(Number);
  if (claims.length === 1) return openClaim(claims[0], reveal(claims[0]));
  const shown = view(Number(words.closest("article").dataset.number));
  const at = Number(words.dataset.start);
  const places = claims.flatMap((number) => island(shown.article).claims[number].pieces)
    .filter(([start, end]) => start <= at && at < end);
  openArticle(shown.article, opener, places,
    make("div", { class: "claim-card" }, make("p", { class: "lead" }, `${claims.length} claims rest on these words:`),
      make("ul", { class: "among" }, claims.map((number) => make("li", {},
        mark(CLAIMS[number].dataset.verdict), CLAIMS[number].querySelector(".say").cloneNode(true))))));
}

function openArticle(article, from, places = [], card = null) {
  const shown = view(article);
  const before = panel.open ? chosen : null;
  const back = before === null ? [] : [button("Back to the claim", "↩", () => openClaim(before, from))];
  chosen = null;
  shown.show(layers("on", places));
  open(from, head(`Article ${article + 1}`, null, back), card,
    make("div", { class: "reading alone" }, shown.element));
  if (places.length) shown.scroll(places[0][0]);
}

// The row of a claim, brought into view beside its source.
function reveal(number) {
  const row = CLAIMS[number];
  if (row.hidden) clearFilters();
  if (!narrow.matches) row.scrollIntoView({ block: "center", behavior: "instant" });
  return row.querySelector(".say");
}

panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
panel.addEventListener("close", () => {
  const from = opener;
  panel.parentElement.classList.remove("open");
  document.documentElement.classList.remove("held");
  chosen = null;
  choose(null);
  from?.focus({ preventScroll: true });
});
narrow.addEventListener("change", () => panel.close());
