import { h, fresh } from "../view/dom.js";

/** @type {[string, string, [string, string][]][]} */
const CHOICES = [
  ["direction", "Direction", [["", "Both ways"], ["inbound", "Incoming"], ["outbound", "Outgoing"]]],
  ["outcome", "Outcome", [["", "Any"], ["completed", "Completed"], ["no_answer", "No answer"], ["busy", "Busy"], ["declined", "Declined"], ["refused", "Refused"], ["failed", "Failed"], ["canceled", "Canceled"]]],
];

/**
 * What of the history is shown.
 * @param {Record<string, string>} chosen by name, as the API calls them @param {(chosen: Record<string, string>) => void} changed
 */
export function filters(chosen, changed) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const form = h("form", {
    class: "filters", role: "search", "aria-label": "Filter calls",
    onsubmit: (/** @type {Event} */ event) => event.preventDefault(),
    oninput: (/** @type {Event} */ event) => {
      clearTimeout(timer);
      const wait = /** @type {HTMLInputElement} */ (event.target).name === "number" ? 300 : 0;
      timer = setTimeout(() => changed(read()), wait);
    },
  },
  field("number", "Number contains", (id, name) => h("input", { id, name, type: "search", inputmode: "tel", autocomplete: "off", value: chosen[name] ?? "" })),
  CHOICES.map(([name, label, options]) => field(name, label, (id) => h("select", { id, name },
    options.map(([value, text]) => h("option", { value, selected: (chosen[name] ?? "") === value }, text))))),
  field("from", "From day", (id, name) => h("input", { id, name, type: "date", value: chosen[name] ?? "" })),
  field("to", "To day", (id, name) => h("input", { id, name, type: "date", value: chosen[name] ?? "" })),
  h("label", { class: "check" }, h("input", { type: "checkbox", name: "recorded", value: "true", checked: chosen.recorded === "true" }), "Recorded"));
  const read = () => /** @type {Record<string, string>} */ (Object.fromEntries([...new FormData(form)].filter(([, value]) => value)));
  return {
    node: form,
    clear() {
      for (const input of form.querySelectorAll("input")) {
        if (input.type === "checkbox") input.checked = false;
        else input.value = "";
      }
      for (const select of form.querySelectorAll("select")) select.value = "";
      changed({});
    },
  };
}

/** @param {string} name @param {string} label @param {(id: string, name: string) => HTMLElement} control */
function field(name, label, control) {
  const id = fresh("filter");
  return h("div", { class: "field" }, h("label", { for: id }, label), control(id, name));
}
