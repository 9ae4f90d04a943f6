// The exchange on node and ws: `node ws.js PORT`.
"use strict";
const { WebSocketServer } = require("ws");

if (process.argv[2] === "--version") {
  console.log(`node ${process.versions.node}, ws ${require("ws/package.json").version}`);
  process.exit();
}
const alone = new Map();
new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]), perMessageDeflate: false }).on("connection", (socket) => {
  const me = { socket, sid: null };
  me.other = me;
  socket.on("message", (text) => {
    const message = JSON.parse(text);
    if (message.event === "media") {
      const to = me.other;
      const sound = Buffer.from(message.media.payload, "base64");
      to.socket.send(JSON.stringify({ event: "media", streamSid: to.sid, media: { payload: sound.toString("base64") } }));
    } else if (message.event === "start") {
      const room = message.start.customParameters.room;
      me.sid = message.streamSid;
      const waiting = alone.get(room);
      if (waiting) {
        alone.delete(room);
        me.other = waiting;
        waiting.other = me;
      } else {
        alone.set(room, me);
      }
    }
  });
});
