"""The exchange on picows and uvloop: `picows-uvloop.py PORT`."""
import asyncio
import sys

import picows
import uvloop
from picows import WSListener, WSMsgType, ws_create_server

from exchange import JSON, Caller

if sys.argv[1] == "--version":
    print(f"picows {picows.__version__}, uvloop {uvloop.__version__}, {JSON}")
    sys.exit()


class Listener(WSListener):
    def on_ws_connected(self, transport):
        self.caller = Caller(lambda text: transport.send(WSMsgType.TEXT, text))

    def on_ws_frame(self, transport, frame):
        if frame.msg_type == WSMsgType.TEXT:
            self.caller.hear(frame.get_payload_as_memoryview())
        elif frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()


async def main():
    server = await ws_create_server(lambda request: Listener(), "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


uvloop.run(main())
