"""The exchange on websockets and uvloop: `websockets-uvloop.py PORT`."""
import asyncio
import sys

import uvloop
import websockets
from websockets.asyncio.server import serve

from exchange import JSON, Caller

if sys.argv[1] == "--version":
    print(f"websockets {websockets.__version__}, uvloop {uvloop.__version__}, {JSON}")
    sys.exit()


async def handle(socket):
    outgoing = asyncio.Queue()

    async def send():
        while True:
            await socket.send(await outgoing.get(), text=True)

    sending = asyncio.create_task(send())
    caller = Caller(outgoing.put_nowait)
    try:
        async for text in socket:
            caller.hear(text)
    finally:
        sending.cancel()


async def main():
    async with serve(handle, "127.0.0.1", int(sys.argv[1]), compression=None):
        await asyncio.get_running_loop().create_future()


uvloop.run(main())
