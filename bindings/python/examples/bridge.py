"""A conference by telephone: everybody who calls in hears the others.

    python bridge.py [port]         # then point a Twilio number's <Stream> at wss://your.name/, or dial in the Lab

Needs the package `websockets`. All that a phone line needs beyond a WebSocket (jitter, pacing, mixing) is the Room's work.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from phonepatch import carrier
from phonepatch.aio import AsyncLeg, AsyncRoom


async def speak(leg: AsyncLeg, websocket: Any) -> None:
    async for message in leg:
        await websocket.send(message)


async def call(room: AsyncRoom, websocket: Any) -> None:
    """One caller, from `start` until the line is dropped."""
    async for text in websocket:
        if carrier.read(text).kind == carrier.CarrierKind.START:
            break
    else:
        return
    leg = room.caller(text)
    speaking = asyncio.create_task(speak(leg, websocket))
    try:
        async for text in websocket:
            leg.receive(text)
    finally:
        leg.close()
        await asyncio.gather(speaking, return_exceptions=True)


async def main(port: int) -> None:
    from websockets.asyncio.server import serve

    async with AsyncRoom() as room, serve(lambda websocket: call(room, websocket), "127.0.0.1", port) as server:
        print(f"listening at ws://127.0.0.1:{port}/", flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8080))
