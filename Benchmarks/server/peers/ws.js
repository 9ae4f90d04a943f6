// The exchange on node and ws: `node ws.js PORT [CERTIFICATE KEY]`.
"use strict";
const { readFileSync } = require("fs");
const { WebSocketServer } = require("ws");

if (process.argv[2] === "--version") {
  console.log(`node ${process.versions.node}, ws ${require("ws/package.json").version}`);
  process.exit();
}
const alone = new Map();
const [port, cert, key] = process.argv.slice(2);
const server = cert
  ? require("https").createServer({ cert: readFileSync(cert), key: readFileSync(key) })
  : require("http").createServer();
server.listen(Number(port), "127.0.0.1");
new WebSocketServer({ server, perMessageDeflate: false }).on("connection", (socket) => {
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
