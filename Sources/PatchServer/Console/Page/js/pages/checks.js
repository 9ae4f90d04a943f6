import { h } from "../view/dom.js";
import { icon } from "../view/icons.js";
import { counted, moment } from "../view/words.js";
import { Problem } from "../api/problem.js";
import { action } from "../parts/act.js";
import { failure, notice } from "../parts/notice.js";
/** @typedef {import("../api/types.js").Finding} Finding */

const pictures = /** @type {const} */ ({ good: "good", information: "info", warning: "warning", wrong: "wrong" });
const names = { good: "Good", information: "Note", warning: "Remark", wrong: "Wrong" };

/**
 * What `phonepatch doctor` finds, asked from here.
 * @param {import("../api/client.js").Client} client
 * @returns {import("../view/router.js").Page}
 */
export function checksPage(client) {
  const place = h("div", { "aria-live": "polite" });
  const again = action({ text: "Check again", icon: "checks" }, load);
  const node = h("div", { class: "page" }, h("div", { class: "page-head" }, h("div", {}, h("h1", { tabindex: -1 }, "Checks"),
    h("p", { class: "lead" }, "Everything a call needs, looked at one by one.")), again), place);

  async function load() {
    place.replaceChildren(h("p", { class: "quiet" }, "Looking at accounts, addresses, ports and libraries. This can take a few seconds…"));
    try {
      const { findings, checked_at: at } = await client.get("/v1/doctor");
      place.replaceChildren(verdict(findings, at), ...groups(findings));
    } catch (error) {
      const missing = error instanceof Problem && error.status === 404;
      place.replaceChildren(missing
        ? notice("warn", { title: "This server cannot be checked from here", remedy: "Run phonepatch doctor on its machine: it looks at the same things." })
        : failure(error, action({ text: "Try again" }, load)));
    }
  }

  load();
  return { node, title: "Checks" };
}

/** @param {Finding[]} findings @param {string} at */
function verdict(findings, at) {
  const count = (/** @type {string} */ kind) => findings.filter((finding) => finding.verdict === kind).length;
  const [wrong, remarks] = [count("wrong"), count("warning")];
  const detail = `${counted(findings.length, "item")} looked at, ${moment(at)}.`;
  if (wrong) return notice("bad", { title: `${counted(wrong, "thing")} ${wrong === 1 ? "is" : "are"} wrong`, detail: `${detail} Each says below how to mend it.` });
  if (remarks) return notice("warn", { title: `Phonepatch can work here, with ${counted(remarks, "remark")}`, detail });
  return notice("good", { title: "Phonepatch can work here", detail });
}

/**
 * Groups keep the doctor's order; in a group, what is wrong stands first.
 * @param {Finding[]} findings
 */
function groups(findings) {
  const rank = { wrong: 0, warning: 1, information: 3, good: 2 };
  return [...new Set(findings.map((finding) => finding.group))].map((group) => h("section", { class: "group" }, h("h2", {}, group),
    h("ul", { class: "card rows" }, findings.filter((finding) => finding.group === group).sort((a, b) => rank[a.verdict] - rank[b.verdict]).map(row))));
}

/** @param {Finding} finding */
function row(finding) {
  return h("li", { class: `finding ${finding.verdict}` }, icon(pictures[finding.verdict]),
    h("p", { class: "name" }, h("span", { class: "unseen" }, `${names[finding.verdict]}: `), finding.name), h("p", { class: "value" }, finding.value),
    finding.remedy && h("p", { class: "remedy" }, `→ ${finding.remedy}`));
}
