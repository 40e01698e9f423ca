
// --- clicks and keys -----------------------------------------------------------------------

// Everything that opens a claim and can be seen, in the order of the page.
const openers = () => [...document.querySelectorAll(".paper .say, .claims > li:not([hidden]) .say")];
const claimOf = (say) => numberOf.get(say.getAttribute("href").slice(1));

// To the next claim. What is open beside it follows, and the focus, unless it is in there.
function walk(by) {
  const focus = document.activeElement;
  const all = openers();
  const at = all.indexOf([focus, opener].find((one) => one?.matches(".desk .say"))
    ?? CLAIMS[chosen]?.querySelector(".say"));
  // from nowhere, to the first that is in view
  const to = at < 0 ? all.find((one) => one.getBoundingClientRect().bottom > 0) : all[at + by];
  if (!to) return;
  const inside = panel.contains(focus);
  to.scrollIntoView({ block: "nearest", behavior: "instant" });
  if (panel.open) openClaim(claimOf(to), to);
  if (!inside) to.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const selecting = String(getSelection()) !== "";
  const over = event.target.closest("a, button, label, input, select, summary");
  const row = event.target.closest(".also li, .among li, .sentence, .claim");
  const link = over ?? (selecting ? null : row?.querySelector(".say") ?? row?.querySelector("[data-claim], [data-at]"));
  if (!link?.matches("a") || (selecting && link.matches(".claimed"))) return;
  const { at, article, claim, claims, filter } = link.dataset;
  const from = link.closest("#evidence") ? opener : link;
  if (claims !== undefined) openWords(link);
  else if (at !== undefined) {
    const [number, start, end] = at.split(":").map(Number);
    const here = chosen !== null && link.closest("#evidence") && view(number).element.isConnected;
    if (here) view(number).scroll(start);
    else openArticle(number, from, [[start, end]]);
  } else if (article !== undefined) openArticle(Number(article), from);
  else if (claim !== undefined) openClaim(Number(claim), from);
  else if (link.matches(".say")) openClaim(claimOf(link), link.closest("#evidence") ? reveal(claimOf(link)) : link);
  else if (filter !== undefined) {
    clearFilters(filter);
    if (narrow.matches && panel.open) panel.close();
    byId("claims").scrollIntoView();
  } else return;
  event.preventDefault();
});

const steps = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 };
document.addEventListener("keydown", (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
  if (event.key === "Escape") {
    if (event.target === find) openers().find((one) => one.closest(".claim"))?.focus();
    else if (panel.open && !narrow.matches) panel.close();
  } else if (typing) return;
  else if (event.key.length === 1 && !byId("single-keys").checked) return; // WCAG 2.2, 2.1.4
  else if (event.key === "/" && filters && !panel.matches(":modal")) {
    event.preventDefault();
    find.focus();
    find.select();
  } else if (event.key in steps) {
    const list = event.target.matches(".desk .say") || event.target.id === "evidence-title";
    if (event.key.length > 1 && !list) return; // arrows scroll, but from claim to claim
    event.preventDefault();
    walk(steps[event.key]);
  }
});

// A link to a claim opens it, whether the page came with it or it was typed.
function follow() {
  const number = numberOf.get(location.hash.slice(1));
  if (number !== undefined) openClaim(number, reveal(number));
}
addEventListener("hashchange", follow);
addEventListener("load", follow); // not before: the browser, too, goes to the place and takes the focus there
