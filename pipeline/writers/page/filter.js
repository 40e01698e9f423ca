
// --- the filter ----------------------------------------------------------------------------

const filters = document.querySelector(".filters");
const find = byId("find");
const controls = filters ? [...filters.querySelectorAll("[data-facet]")] : [];
let texts = null; // of every claim, in small letters; made when the first word is looked for

// What every claim must have: for each facet that is set, one of the values chosen.
function wanted() {
  const sets = new Map();
  for (const one of controls) {
    if (one.type === "checkbox" ? !one.checked : one.value === "") continue;
    if (!sets.has(one.dataset.facet)) sets.set(one.dataset.facet, []);
    sets.get(one.dataset.facet).push(one.value);
  }
  return [...sets];
}

const has = (row, [name, values]) => {
  const own = (name === "article" ? row.dataset.from : row.dataset[name]) ?? "";
  return own.split(" ").some((value) => values.includes(value));
};

function applyFilters() {
  const sets = wanted();
  const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length) texts ??= CLAIMS.map((row) => row.textContent.toLowerCase());
  let shown = 0;
  CLAIMS.forEach((row, number) => {
    const fits = sets.every((set) => has(row, set)) && words.every((word) => texts[number].includes(word));
    if (row.hidden === fits) row.hidden = !fits;
    shown += fits;
  });
  byId("shown").textContent = `${shown} of ${plural(CLAIMS.length, "claim")}`;
  document.querySelector(".none").hidden = shown > 0;
  for (const element of panel.querySelectorAll("article")) view(Number(element.dataset.number)).refresh();
}

function clearFilters(then = "") {
  if (!filters) return;
  const [name, value] = then.split("=");
  find.value = "";
  for (const one of controls) {
    const mine = one.dataset.facet === name;
    if (one.type === "checkbox") one.checked = mine && one.value === value;
    else one.value = mine ? value : "";
  }
  applyFilters();
}

if (filters) {
  filters.hidden = false;
  filters.addEventListener("input", applyFilters);
  byId("reset").addEventListener("click", () => { clearFilters(); find.focus(); });
}
