import { Problem } from "../api/problem.js";

/**
 * Why this page can have no microphone, or null when it can: browsers give them to HTTPS pages and to localhost only.
 */
export function withoutMicrophone() {
  if (isSecureContext && navigator.mediaDevices && typeof AudioWorkletNode === "function") return null;
  const port = location.port || "80";
  if (!isSecureContext) {
    return {
      title: "The microphone needs HTTPS",
      detail: `Browsers give microphones only to pages that come over HTTPS or from localhost; this one came over ${location.protocol}//${location.host}.`,
      ways: [
        ["From your own machine, through SSH", `ssh -L ${port}:127.0.0.1:${port} ${location.hostname}`, `then open http://localhost:${port}`],
        ["With a certificate, behind a proxy such as Caddy", `phone.example.org { reverse_proxy 127.0.0.1:${port} }`, "then open https://phone.example.org"],
      ],
    };
  }
  return { title: "This browser has no audio worklets", detail: "The softphone needs them.", ways: [["Use a current Firefox, Chrome, Edge or Safari", "", ""]] };
}

/**
 * Opens a microphone.
 * @param {string} device its id, or empty for the browser's choice @param {boolean} clean take out echo and noise
 */
export async function microphone(device, clean) {
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: {
        deviceId: device ? { ideal: device } : undefined, channelCount: 1, echoCancellation: clean, noiseSuppression: clean,
        autoGainControl: clean,
      },
    });
  } catch (error) {
    throw refusal(error instanceof DOMException ? error.name : "", String(error));
  }
}

/** @param {string} name @param {string} text */
function refusal(name, text) {
  if (name === "NotAllowedError" || name === "SecurityError") {
    return new Problem({
      code: "microphone", title: "The microphone was not allowed", detail: "The browser, or you, said no for this page.",
      remedy: "Allow it at the lock beside the address, then join again. Or join to listen only.",
    });
  }
  if (name === "NotFoundError" || name === "OverconstrainedError") {
    return new Problem({
      code: "microphone", title: "There is no microphone", detail: "The browser found none on this machine.",
      remedy: "Plug one in, then join again. Or join to listen only.",
    });
  }
  if (name === "NotReadableError") {
    return new Problem({
      code: "microphone", title: "The microphone is busy", detail: "Another program holds it, or the system does not let the browser have it.",
      remedy: "Close the other program, then join again. Or join to listen only.",
    });
  }
  return new Problem({ code: "microphone", title: "The microphone does not open", detail: text, remedy: "Choose another one, or join to listen only." });
}

/** Microphones and speakers, with names once a microphone was allowed. */
export async function devices() {
  const all = await navigator.mediaDevices.enumerateDevices();
  const of = (/** @type {string} */ kind) => all.filter((device) => device.kind === kind && device.deviceId)
    .map((device, index) => ({ id: device.deviceId, name: device.label || `Device ${index + 1}` }));
  return { microphones: of("audioinput"), speakers: of("audiooutput") };
}
