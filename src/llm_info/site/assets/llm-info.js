// @ts-check
// The search in the header and the buttons that copy. No library, no build step, no request elsewhere.

/** @typedef {[id: string, title: string, name: string, authors: string, tags: string, summary: string, when: string]} Paper */
/** @typedef {{papers: Paper[], pages: [path: string, title: string, kind: string][], pagefind?: string[]}} Records */
/** @typedef {{find: (asked: string) => Hit[] | Promise<Hit[] | null>}} Finder */
/** @typedef {{data: () => Promise<{meta: {path: string, title: string, facts: string}, content: string}>, score: number}} Found */
/** @typedef {{path: string, title: string, facts: string, score: number}} Hit */

/**
 * Lower case without accents, so that "Re" finds "Ré".
 * @param {string} text
 */
const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

const MOST_HITS = 12;
const PAUSE = 100; // milliseconds without a key, after which a large catalog is searched

/**
 * How well a word fits a text: a whole word, its beginning, or anywhere in it.
 * @param {string} text
 * @param {string} word
 * @param {[number, number, number]} worth
 */
function fit(text, word, worth) {
  let best = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const starts = at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "");
    const next = text[at + word.length];
    const ends = next === undefined || !/[\p{L}\p{N}]/u.test(next);
    const found = starts && ends ? worth[0] : starts ? worth[1] : word.length > 2 ? worth[2] : 0;
    if (found > best) best = found;
    if (best === worth[0]) break;
  }
  return best;
}

/** Every word must be found; where it is found says how much it counts. */
class Index {
  /** @param {Records} records */
  constructor(records) {
    this.records = records;
    this.papers = records.papers.map((paper) => paper.slice(1, 6).map(folded));
    this.pages = records.pages.map((page) => folded(page[1]));
  }

  /**
   * @param {string} asked
   * @returns {Hit[]}
   */
  find(asked) {
    const whole = folded(asked).trim();
    const words = whole.split(/\s+/).filter(Boolean);
    if (!words.length) return [];
    /** @type {Hit[]} */
    const hits = [];
    this.papers.forEach((fields, row) => {
      const [title = "", name = "", authors = "", tags = "", summary = ""] = fields;
      let score = 0;
      for (const word of words) {
        const best = Math.max(
          fit(name, word, [60, 40, 15]),
          fit(title, word, [24, 14, 5]),
          fit(authors, word, [22, 12, 2]),
          fit(tags, word, [14, 6, 1]),
          fit(summary, word, [3, 2, 0]),
        );
        if (!best) return;
        score += best;
      }
      if (name === whole) score += 100;
      if (title.includes(whole)) score += title.startsWith(whole) ? 40 : 20;
      if (words.length > 1 && authors.includes(whole)) score += 25;
      const paper = /** @type {Paper} */ (this.records.papers[row]);
      const label = paper[2] && !title.startsWith(name.split(" (")[0] ?? name) ? `${paper[2]}: ${paper[1]}` : paper[1];
      const people = paper[3].split(", ");
      const facts = people.slice(0, 2).join(", ") + (people.length > 2 ? " and others" : "");
      hits.push({ path: `papers/${paper[0]}/`, title: label, facts: [facts, paper[6]].filter(Boolean).join(" · "), score });
    });
    this.pages.forEach((title, row) => {
      let score = 0;
      for (const word of words) {
        const found = fit(title, word, [26, 16, 0]);
        if (!found) return;
        score += found;
      }
      const [path, shown, kind] = /** @type {[string, string, string]} */ (this.records.pages[row]);
      hits.push({ path, title: shown, facts: kind, score: score + (title === whole ? 90 : 0) });
    });
    // records come newest first and sorting is stable: of two equals the newer wins
    return hits.sort((a, b) => b.score - a.score).slice(0, MOST_HITS);
  }
}

/**
 * A large catalog's indexes, of which only what is asked is fetched; they fold accents themselves.
 * @param {URL[]} folders of Pagefind's indexes
 * @returns {Promise<Finder>}
 */
async function large(folders) {
  const pagefind = await import(new URL("pagefind.js", folders[0]).href);
  /** @type {{debouncedSearch: (asked: string, options: object, pause: number) => Promise<{results: Found[]} | null>}[]} */
  const indexes = [];
  for (const { href } of folders) {
    const index = pagefind.createInstance({ basePath: href });
    await index.options({ ranking: { metaWeights: { title: 8 } } }); // of several opened at once, some never answer
    indexes.push(index);
  }
  // records are dealt out like cards, so that none of several indexes has all that fits best
  const best = indexes.length > 1 ? Math.ceil((2 * MOST_HITS) / indexes.length) : MOST_HITS;
  return {
    // what begins with one letter is half of the catalog, and it is searched one word after the other
    find: async (asked) => {
      const found = await Promise.all(indexes.map((index) => index.debouncedSearch(asked, {}, PAUSE)));
      const first = found.flatMap((one) => (one ? one.results.slice(0, best) : []));
      if (found.includes(null)) return null; // another letter has come
      const shown = await Promise.all(first.map(async ({ data, score }) => ({ ...(await data()), score })));
      // an index without a word takes what begins like it
      const words = folded(asked).split(/\s+/).filter(Boolean);
      const hits = shown.map(({ meta, content, score }) => {
        const text = folded(`${meta.title} ${content}`);
        return { ...meta, score, fitting: words.filter((word) => fit(text, word, [1, 1, 1])).length };
      });
      return hits.sort((a, b) => b.fitting - a.fitting || b.score - a.score).slice(0, MOST_HITS);
    },
  };
}

/**
 * @param {HTMLFormElement} form
 * @param {number} number of this form on the page
 */
function search(form, number) {
  const input = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  const box = /** @type {HTMLElement} */ (form.querySelector(".llm-search__results"));
  const root = new URL(form.dataset.root || ".", location.href);
  /** @type {Promise<Finder> | undefined} */
  let loading;
  let active = -1;

  box.id = `llm-search-results-${number}`;
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", "Papers found");
  for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": box.id, "aria-expanded": "false" })) {
    input.setAttribute(key, value);
  }
  const status = document.createElement("p");
  status.className = "llm-hidden";
  status.setAttribute("role", "status");
  form.append(status);

  const load = () =>
    (loading ??= fetch(new URL(form.dataset.records ?? "", location.href))
      .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
      .then((/** @type {Records} */ records) => (records.pagefind ? large(records.pagefind.map((place) => new URL(place, root))) : new Index(records)))
      .catch((problem) => {
        loading = undefined; // the next key asks again
        throw problem;
      }));

  const close = () => {
    box.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  /** @param {number} to */
  const activate = (to) => {
    const options = [...box.children];
    active = options.length ? (to + options.length) % options.length : -1;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    const chosen = options[active];
    if (chosen) {
      input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    }
  };

  const show = async () => {
    const asked = input.value.trim();
    if (!asked) {
      status.textContent = "";
      return close();
    }
    let index;
    try {
      index = await load();
    } catch {
      status.textContent = "The search could not be loaded";
      return;
    }
    const hits = await index.find(asked);
    if (!hits || asked !== input.value.trim()) return;
    box.replaceChildren(
      ...hits.map((hit, place) => {
        const option = document.createElement("a");
        option.className = "llm-search__hit";
        option.id = `llm-hit-${number}-${place}`;
        option.href = new URL(hit.path, root).href;
        option.tabIndex = -1;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const title = document.createElement("span");
        title.className = "llm-search__title";
        title.textContent = hit.title;
        const facts = document.createElement("span");
        facts.className = "llm-search__facts";
        facts.textContent = hit.facts;
        option.append(title, facts);
        return option;
      }),
    );
    active = -1;
    input.removeAttribute("aria-activedescendant");
    status.textContent = hits.length ? `${hits.length} found, arrow keys to choose` : "Nothing found";
    box.hidden = !hits.length;
    input.setAttribute("aria-expanded", String(hits.length > 0));
  };

  input.addEventListener("focus", () => void load().catch(() => undefined));
  input.addEventListener("input", () => void show());
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (box.hidden) return void show();
      event.preventDefault();
      activate(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
    } else if (event.key === "Escape") {
      if (box.hidden) input.value = "";
      close();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      /** @type {HTMLAnchorElement | undefined} */ (box.children[active])?.click();
    }
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(/** @type {Node | null} */ (event.relatedTarget))) close();
  });
  box.addEventListener("mousedown", (event) => event.preventDefault());
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
  });
}

/** @param {HTMLButtonElement} button */
function copying(button) {
  const name = [...button.childNodes];
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy ?? "");
    try {
      await navigator.clipboard.writeText(source?.textContent ?? "");
      button.textContent = "Copied";
    } catch {
      // no clipboard without a secure address: mark the text, so that the keyboard can copy it
      const fold = source?.closest("details");
      if (fold) fold.open = true;
      if (source) getSelection()?.selectAllChildren(source);
      button.textContent = "Marked: copy it with the keyboard";
    }
    setTimeout(() => button.replaceChildren(...name), 2000);
  });
}

document.querySelectorAll("form.llm-search").forEach((form, number) => search(/** @type {HTMLFormElement} */ (form), number));
for (const button of document.querySelectorAll("button.llm-copy")) copying(/** @type {HTMLButtonElement} */ (button));
