/* Added by `llm-info serve` alone: loads the page again when the site has changed, says what is wrong. */
(() => {
  const own = new URL(document.currentScript.src);
  const base = own.searchParams.get("base");
  let last = own.searchParams.get("since");
  let source = null;
  let shown = null;

  function nameOf(address) {
    const url = new URL(address, location);
    if (url.origin !== location.origin || !url.pathname.startsWith(base)) return null;
    const name = decodeURIComponent(url.pathname.slice(base.length));
    return name === "" || name.endsWith("/") ? `${name}index.html` : name;
  }

  function isTouched(written) {
    const [page] = performance.getEntriesByType("navigation");
    if (written === null || (written.length && page?.responseStatus >= 400)) return true;
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    const names = new Set([location.href, ...loaded].map(nameOf));
    return written.some((name) => names.has(name));
  }

  function show(problem) {
    shown?.remove();
    shown = null;
    if (problem === null) return;
    shown = document.createElement("div");
    shown.setAttribute("role", "alert");
    shown.id = "llm-info-problem";
    shown.style.cssText =
      "position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;z-index:9999;padding:1rem;" +
      "background:#2b1d1d;color:#fff;border-top:4px solid #ff6b6b;font:14px/1.5 monospace";
    const text = document.createElement("pre");
    text.style.cssText = "margin:0;white-space:pre-wrap;color:inherit";
    text.textContent = problem;
    const close = document.createElement("button");
    close.type = "button";
    close.textContent = "Close";
    close.style.cssText =
      "float:right;padding:.3rem .8rem;color:inherit;background:none;border:1px solid;font:inherit";
    close.addEventListener("click", () => shown?.remove());
    shown.append(close, text);
    document.body.append(shown);
  }

  function listen() {
    source = new EventSource(new URL(`events?since=${encodeURIComponent(last)}`, own));
    source.addEventListener("message", (event) => {
      last = event.lastEventId;
      const { written, problem } = JSON.parse(event.data);
      if (isTouched(written)) location.reload();
      else show(problem);
    });
  }

  // a browser opens few connections to one host, so a page that nobody sees keeps none
  document.addEventListener("visibilitychange", () => {
    source?.close();
    if (!document.hidden) listen();
  });
  listen();
})();
