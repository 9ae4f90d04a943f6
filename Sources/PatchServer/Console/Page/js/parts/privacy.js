import { h, say, show } from "../view/dom.js";
import { icon } from "../view/icons.js";
import { grouped } from "../view/words.js";
/** @typedef {import("../api/types.js").Room} Room */

/**
 * What is encrypted and what is not, said wherever a Discord channel meets a telephone. Never left out, never folded away.
 */
export function privacy() {
  const code = h("span", { class: "code" });
  const line = h("span");
  const sealed = h("div", { class: "line" }, icon("lock"), h("p", {}, line, code));
  const open = h("div", { class: "line plain" }, icon("unlock"), h("p", {}));
  const node = h("div", { class: "privacy", role: "note", "aria-label": "Privacy" }, sealed, open);
  return {
    node,
    /** @param {Room} room */
    update(room) {
      const discord = room.legs.find((leg) => leg.kind === "discord")?.discord;
      const phone = room.legs.some((leg) => leg.kind === "phone");
      const digits = discord?.privacy_code ?? "";
      show(node, Boolean(discord) || phone);
      show(sealed, Boolean(discord));
      say(line, digits
        ? "Between Discord and this bridge all is end-to-end encrypted. Members of the channel see the same privacy code: "
        : "The keys of the channel are being agreed on; the privacy code appears when they are.");
      say(code, grouped(digits));
      say(/** @type {Node} */ (open.lastChild), discord
        ? "Encryption ends at this bridge. The phone leg is not end-to-end encrypted."
        : "The phone leg is not end-to-end encrypted: telephone calls never are.");
    },
  };
}
