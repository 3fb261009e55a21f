// @ts-check
// Explore: facets, a text filter and sorting over columns of JSON; what is shown stands in the address.

/**
 * @typedef {{values: string[], rows: number[][]}} Facet
 * @typedef {{facets: Record<string, Facet>, topics: Record<string, string>, id: string[], title: string[],
 *   name: string[], authors: string[], all_authors: string[], date: string[], pdf: string[], code: string[]}} Columns
 */

const TITLES = { topic: "Topic", year: "Year", venue: "Venue", tag: "Tag", kind: "Kind", code: "Has code", links: "Links, last checked" };
const STEP = 50;
const FEW = 8;
const SORTS = ["title", "authors", "venue", "date"];

/** @param {string} text */
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/**
 * An element with text or children.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
function made(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

/**
 * @param {HTMLElement} place
 * @param {Columns} columns
 */
function explore(place, columns) {
  const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (place.querySelector(selector));
  const root = new URL(place.dataset.root ?? ".", location.href);
  const text = /** @type {HTMLInputElement} */ (find("input[name=q]"));
  const [body, count, more, facetBox] = ["#explore-rows", "#explore-count", "#explore-more", "#explore-facets"].map(find);
  if (!body || !count || !more || !facetBox) return;
  const size = columns.id.length;
  const names = Object.keys(columns.facets);
  /** What the text filter looks into, a row each; made when somebody types. @type {string[]} */
  let haystack = [];
  /** One bit per row and value: whether the row has it. @type {Record<string, Set<number>[]>} */
  const members = {};
  for (const name of names) {
    const facet = /** @type {Facet} */ (columns.facets[name]);
    const sets = (members[name] = facet.values.map(() => new Set()));
    facet.rows.forEach((values, row) => values.forEach((value) => sets[value]?.add(row)));
  }

  /** @type {Record<string, Set<number>>} */
  const chosen = Object.fromEntries(names.map((name) => [name, new Set()]));
  let sort = "date";
  let descending = true;
  let shown = STEP;
  /** @type {number[]} */
  let found = [];
  /** Boxes that are there stay there: focus is never lost. @type {Record<string, {box: HTMLInputElement, count: HTMLElement, item: HTMLElement}[]>} */
  const boxes = {};

  /** @param {string} name @param {string} value */
  const label = (name, value) => (name === "topic" ? columns.topics[value] ?? value : value);

  const read = () => {
    const asked = new URLSearchParams(location.search);
    text.value = asked.get("q") ?? "";
    for (const name of names) {
      const facet = /** @type {Facet} */ (columns.facets[name]);
      chosen[name] = new Set(asked.getAll(name).map((value) => facet.values.indexOf(value)).filter((number) => number >= 0));
    }
    const order = asked.get("sort") ?? "-date";
    descending = order.startsWith("-");
    sort = order.replace("-", "");
    if (!SORTS.includes(sort)) [sort, descending] = ["date", true];
  };

  const write = () => {
    const told = new URLSearchParams();
    if (text.value.trim()) told.set("q", text.value.trim());
    for (const name of names) {
      for (const number of chosen[name] ?? []) told.append(name, columns.facets[name]?.values[number] ?? "");
    }
    if (sort !== "date" || !descending) told.set("sort", (descending ? "-" : "") + sort);
    const query = told.toString();
    history.replaceState(null, "", query ? `?${query}` : location.pathname);
  };

  /**
   * Rows that pass the text and all facets but one; within a facet one value is enough.
   * @param {string} [except]
   */
  const passing = (except) => {
    const words = plain(text.value).split(/\s+/).filter(Boolean);
    if (words.length && !haystack.length) {
      haystack = columns.title.map((title, row) =>
        plain([title, columns.name[row], columns.authors[row], columns.all_authors[row]].join(" ")));
    }
    const asked = names.filter((name) => name !== except && chosen[name]?.size);
    const rows = [];
    next: for (let row = 0; row < size; row++) {
      for (const name of asked) {
        let has = false;
        for (const value of chosen[name] ?? []) if (members[name]?.[value]?.has(row)) { has = true; break; }
        if (!has) continue next;
      }
      for (const word of words) if (!haystack[row]?.includes(word)) continue next;
      rows.push(row);
    }
    return rows;
  };

  const sorted = () => {
    const venue = columns.facets.venue;
    /** @param {number} row */
    const key = (row) =>
      sort === "venue"
        ? plain(venue?.values[venue.rows[row]?.[0] ?? -1] ?? "\uffff")
        : plain(String((/** @type {Record<string, string[]>} */ (/** @type {unknown} */ (columns))[sort] ?? [])[row] ?? ""));
    const keys = new Map(found.map((row) => [row, key(row)]));
    found.sort((a, b) => {
      const [left, right] = [keys.get(a) ?? "", keys.get(b) ?? ""];
      const order = left < right ? -1 : left > right ? 1 : 0;
      return (descending ? -order : order) || a - b;
    });
  };

  /** @param {number} row */
  const line = (row) => {
    const title = columns.title[row] ?? "";
    const name = columns.name[row] ?? "";
    const told = name && !plain(title).startsWith(plain(name.split(" (")[0] ?? name)) ? `${name}: ${title}` : title;
    const venue = columns.facets.venue;
    const links = made("td", {});
    for (const [kind, url] of [["PDF", columns.pdf[row]], ["Code", columns.code[row]]]) {
      if (url) links.append(made("a", { href: url, rel: "noopener", "aria-label": `${kind} of ${name || title}` }, kind ?? ""), " ");
    }
    return made("tr", {},
      made("th", { scope: "row" }, made("a", { href: new URL(`papers/${columns.id[row]}/`, root).href }, told)),
      made("td", {}, columns.authors[row] ?? ""),
      made("td", {}, venue?.values[venue.rows[row]?.[0] ?? -1] ?? ""),
      made("td", { class: "llm-explore__date" }, columns.date[row] ?? ""),
      links);
  };

  const draw = () => {
    found = passing();
    sorted();
    body.replaceChildren(...found.slice(0, shown).map(line));
    count.textContent = `${found.length} of ${size} entries`;
    more.hidden = found.length <= shown;
    more.textContent = `Show ${Math.min(STEP, found.length - shown)} more`;
    for (const head of place.querySelectorAll("th[data-sort]")) {
      if (/** @type {HTMLElement} */ (head).dataset.sort === sort) head.setAttribute("aria-sort", descending ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
    for (const name of names) {
      const facet = /** @type {Facet} */ (columns.facets[name]);
      const counts = new Uint32Array(facet.values.length);
      for (const row of chosen[name]?.size ? passing(name) : found) for (const value of facet.rows[row] ?? []) counts[value] = (counts[value] ?? 0) + 1;
      boxes[name]?.forEach((part, value) => {
        const left = counts[value] ?? 0;
        part.count.textContent = String(left);
        part.box.checked = chosen[name]?.has(value) ?? false;
        part.item.classList.toggle("llm-facet--none", !left && !part.box.checked);
      });
    }
  };

  const changed = () => {
    shown = STEP;
    write();
    draw();
  };

  read();
  for (const name of names) {
    const facet = /** @type {Facet} */ (columns.facets[name]);
    const totals = facet.values.map((_, value) => members[name]?.[value]?.size ?? 0);
    const order = facet.values.map((_, value) => value);
    if (name !== "year" && name !== "topic") order.sort((a, b) => (totals[b] ?? 0) - (totals[a] ?? 0));
    const list = made("ul", { class: "llm-facet__values" });
    boxes[name] = [];
    order.forEach((value, position) => {
      const told = facet.values[value] ?? "";
      const box = made("input", { type: "checkbox", name, value: told });
      const number = made("span", { class: "llm-facet__count" }, "0");
      const deep = name === "topic" && told.includes("/");
      const item = made("li", { class: deep ? "llm-facet__deep" : "" }, made("label", {}, box, " ", made("span", {}, label(name, told)), " ", number));
      if (position >= FEW && name !== "topic" && !chosen[name]?.has(value)) item.hidden = true;
      box.addEventListener("change", () => {
        if (box.checked) chosen[name]?.add(value);
        else chosen[name]?.delete(value);
        changed();
      });
      /** @type {{box: HTMLInputElement, count: HTMLElement, item: HTMLElement}[]} */ (boxes[name])[value] = { box, count: number, item };
      list.append(item);
    });
    const heading = TITLES[/** @type {keyof typeof TITLES} */ (name)] ?? name;
    const group = made("details", { class: "llm-facet" }, made("summary", {}, heading), list);
    const roomy = matchMedia("(min-width: 60em)").matches;
    group.open = Boolean(chosen[name]?.size) || (roomy && ["topic", "year", "code"].includes(name));
    if (order.length > FEW && name !== "topic") {
      const all = made("button", { type: "button", class: "llm-facet__all" }, `All ${order.length}`);
      all.addEventListener("click", () => {
        for (const item of list.children) /** @type {HTMLElement} */ (item).hidden = false;
        all.remove();
        /** @type {HTMLElement | null} */ (list.children[FEW]?.querySelector("input") ?? null)?.focus();
      });
      group.append(all);
    }
    facetBox.append(group);
    const first = boxes[name]?.find((_, value) => chosen[name]?.has(value));
    if (first) list.scrollTop = first.item.offsetTop - list.offsetTop;
  }

  const fold = /** @type {HTMLDetailsElement} */ (find("#explore-fold"));
  fold.open = fold.open || matchMedia("(min-width: 60em)").matches;
  text.addEventListener("input", changed);
  find("form").addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", () => {
    const first = shown;
    shown += STEP;
    draw();
    body.children[first]?.querySelector("a")?.focus();
  });
  for (const head of place.querySelectorAll("th[data-sort]")) {
    head.querySelector("button")?.addEventListener("click", () => {
      const by = /** @type {HTMLElement} */ (head).dataset.sort ?? "date";
      [descending, sort] = [by === sort ? !descending : by === "date", by];
      changed();
    });
  }
  find("#explore-clear").addEventListener("click", () => {
    text.value = "";
    for (const name of names) chosen[name]?.clear();
    changed();
  });
  addEventListener("popstate", () => {
    read();
    draw();
  });

  /**
   * The whole file is there already; its records stand in the order of the rows.
   * @param {string} file
   * @param {(whole: string) => [head: string, records: string[]]} cut
   */
  const save = async (file, cut) => {
    const answer = await fetch(new URL(`api/v1/${file}`, root));
    const [head, records] = cut(await answer.text());
    if (records.length !== size) throw new Error(`${file} has ${records.length} records for ${size} rows`);
    const blob = new Blob([head + found.map((row) => records[row]).join("")], { type: "text/plain;charset=utf-8" });
    const link = made("a", { href: URL.createObjectURL(blob), download: file });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  find("#explore-bib").addEventListener("click", () => void save("catalog.bib", (whole) => ["", whole.split(/^(?=@)/m).filter((part) => part.startsWith("@"))]));
  find("#explore-csv").addEventListener("click", () => void save("catalog.csv", (whole) => {
    const [head = "", ...lines] = whole.split(/(?<=\n)/);
    return [head, lines];
  }));
  draw();
  place.dataset.ready = "true";
}

const place = document.getElementById("explore");
if (place) {
  fetch(new URL(place.dataset.columns ?? "", location.href))
    .then((answer) => answer.json())
    .then((columns) => explore(place, columns))
    .catch(() => {
      // without the columns the lists below are still of use
      document.documentElement.classList.remove("llm-js");
    });
}
