import { Client } from "./api/client.js";
import { Live } from "./state/live.js";
import { forgetToken, keptToken } from "./state/session.js";
import { Softphone } from "./softphone/softphone.js";
import { dock } from "./softphone/dock.js";
import { shell } from "./view/shell.js";
import { route } from "./view/router.js";
import { login } from "./pages/login.js";
import { livePage } from "./pages/live.js";
import { dialPage } from "./pages/dial.js";
import { historyPage } from "./pages/history.js";
import { callPage } from "./pages/call.js";
import { numbersPage } from "./pages/numbers.js";
import { checksPage } from "./pages/checks.js";
import { meOf } from "./api/shape.js";
import { Problem } from "./api/problem.js";

/**
 * Tries a token; asks for one where it is not good, and goes on where it is.
 * @param {string} token
 */
async function begin(token) {
  try {
    run(token, meOf(await new Client(token).get("/v1/status")));
  } catch (error) {
    const problem = Problem.from(error);
    // Somebody who has no token yet made no mistake.
    ask(problem.status === 401 && !token ? null : problem);
    if (problem.status === 0) setTimeout(() => document.querySelector(".login") && begin(token), 5000);
  }
}

/** @param {unknown} problem */
function ask(problem) {
  document.body.replaceChildren(login(begin, problem));
  document.title = "Sign in · Phonepatch";
  document.querySelector("input")?.focus();
}

/** @param {string} token @param {import("./api/types.js").Me} me */
function run(token, me) {
  let over = false;
  const live = new Live(new Client(token, () => end(new Problem({ title: "You were signed out", detail: "The server does not accept this token any more." }))), me);
  const softphone = new Softphone(live);
  const frame = shell(live, live.may("softphone") ? dock(softphone) : document.createElement("div"), () => end(null));
  document.body.replaceChildren(frame.node);
  live.start();
  const stop = route(frame.place, [
    { pattern: /^\/live$/, make: () => livePage(live, softphone) },
    { pattern: /^\/dial$/, make: (_, query) => dialPage(live, query) },
    { pattern: /^\/history$/, make: (_, query) => historyPage(live.client, query) },
    { pattern: /^\/calls\/(.+)$/, make: ([, id]) => callPage(live, decodeURIComponent(id)) },
    { pattern: /^\/numbers$/, make: () => numbersPage(live) },
    { pattern: /^\/checks$/, make: () => checksPage(live.client) },
  ], frame.arrived);

  /** @param {Problem | null} problem */
  function end(problem) {
    if (over) return;
    over = true;
    stop();
    softphone.leave();
    live.stop();
    forgetToken();
    ask(problem);
  }
}

begin(keptToken());
