// Where the token is between two visits: in this tab, or in this browser if the visitor wants that.
const KEY = "phonepatch.token";

/**
 * The token to try first: one in the address (`#token=…`, as `phonepatch demo` opens the page), which is taken out of the
 * address at once, or one that was kept.
 */
export function keptToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given !== null) {
    history.replaceState(null, "", location.pathname + location.search);
    keepToken(given, false);
    return given;
  }
  return sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY) ?? "";
}

/** @param {string} token @param {boolean} always also after this tab is closed */
export function keepToken(token, always) {
  sessionStorage.setItem(KEY, token);
  if (always) localStorage.setItem(KEY, token);
}

export function forgetToken() {
  sessionStorage.removeItem(KEY);
  localStorage.removeItem(KEY);
}

/**
 * A small preference of this browser.
 * @param {string} name @param {string} fallback
 */
export function preference(name, fallback) { return localStorage.getItem(`phonepatch.${name}`) ?? fallback; }

/** @param {string} name @param {string} value */
export function prefer(name, value) { localStorage.setItem(`phonepatch.${name}`, value); }
