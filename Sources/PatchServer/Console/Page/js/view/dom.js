// Elements without markup in strings: nothing that comes from outside is ever parsed as HTML.

/** @typedef {Node | string | null | undefined | false} Child */
/**
 * A piece of the page that can be shown something newer.
 * @template T
 * @typedef {{node: HTMLElement, update: (item: T) => void, end?: () => void}} Part
 */

/**
 * An element. `on…` members are listeners, `class` and the rest attributes; `true` is an empty attribute, `false` and null
 * none.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag @param {Record<string, any>} [members] @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, members = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(members)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else attribute(node, name, value);
  }
  node.append(.../** @type {(Node | string)[]} */ (children.flat().filter((child) => child || child === "")));
  return node;
}

/**
 * Sets or takes away an attribute, only if that changes something.
 * @param {Element} node @param {string} name @param {any} value
 */
export function attribute(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else {
    const text = value === true ? "" : String(value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
}

/**
 * Only what is different is written, so that selections and screen readers are left in peace.
 * @param {Node} node @param {string} text
 */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** @param {HTMLElement} node @param {boolean} shown */
export function show(node, shown) { node.hidden = !shown; }

/**
 * Keeps the children of `parent` in step with a list: what stays is kept, with its focus.
 * @template T
 * @param {HTMLElement} parent
 * @param {(item: T) => string} key
 * @param {(item: T) => Part<T>} make
 */
export function keyed(parent, key, make) {
  /** @type {Map<string, Part<T>>} */
  const parts = new Map();
  return {
    /** @param {T[]} items */
    update(items) {
      const wanted = new Set(items.map(key));
      for (const [name, part] of parts) {
        if (wanted.has(name)) continue;
        part.end?.();
        part.node.remove();
        parts.delete(name);
      }
      items.forEach((item, index) => {
        let part = parts.get(key(item));
        if (!part) parts.set(key(item), (part = make(item)));
        part.update(item);
        if (parent.children[index] !== part.node) parent.insertBefore(part.node, parent.children[index] ?? null);
      });
    },
    end() {
      for (const part of parts.values()) part.end?.();
    },
  };
}

let count = 0;
/**
 * A name that no other element has.
 * @param {string} word
 */
export function fresh(word) { return `${word}-${++count}`; }
