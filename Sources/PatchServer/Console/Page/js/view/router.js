// Pages live in the fragment: `#/history?outcome=busy`. The server knows only one address.

/** @typedef {{node: HTMLElement, title: string, end?: () => void}} Page */
/** @typedef {{pattern: RegExp, make: (match: RegExpMatchArray, query: URLSearchParams) => Page}} Route */

/**
 * Shows the page that the address names, now and whenever it changes. The heading of a new page takes the focus.
 * @param {HTMLElement} place @param {Route[]} routes @param {(path: string) => void} arrived
 * @returns {() => void} ends it
 */
export function route(place, routes, arrived) {
  /** @type {Page | null} */
  let page = null;
  let first = true;
  const go = () => {
    const [path, query = ""] = (location.hash.replace(/^#/, "") || "/live").split("?");
    const found = routes.find((candidate) => candidate.pattern.test(path)) ?? routes[0];
    page?.end?.();
    page = found.make(/** @type {RegExpMatchArray} */ (path.match(found.pattern) ?? [""]), new URLSearchParams(query));
    place.replaceChildren(page.node);
    document.title = `${page.title} · Phonepatch`;
    arrived(path);
    if (!first) {
      scrollTo(0, 0);
      page.node.querySelector("h1")?.focus({ preventScroll: true });
    }
    first = false;
  };
  addEventListener("hashchange", go);
  go();
  return () => {
    removeEventListener("hashchange", go);
    page?.end?.();
  };
}

/** @param {string} path */
export function visit(path) { location.hash = path; }

/**
 * Writes the state of a page into its address without making it anew.
 * @param {string} path @param {Record<string, string>} query
 */
export function note(path, query) {
  const text = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
  history.replaceState(null, "", `#${path}${text ? `?${text}` : ""}`);
}
