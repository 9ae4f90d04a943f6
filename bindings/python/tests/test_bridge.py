"""The example of a bridge, with two callers on real WebSockets."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from phonepatch import carrier

client = pytest.importorskip("websockets.asyncio.client", reason="the package websockets is not there")
EXAMPLE = Path(__file__).parents[1] / "examples" / "bridge.py"


async def caller(port: str, name: str, code: bytes) -> bytes:
    """Says one code for a second; what came back."""
    heard = b""
    sid = "MZ" + name * 32
    async with client.connect(f"ws://127.0.0.1:{port}/") as line:
        await line.send(carrier.write_connected().decode())
        await line.send(carrier.write_start(sid, "AC" + "b" * 32, "CA" + "c" * 32).decode())

        async def listen() -> None:
            nonlocal heard
            async for text in line:
                heard += carrier.read(text).payload or b""

        listening = asyncio.create_task(listen())
        for number in range(60):
            await line.send(carrier.write_track_media(number + 2, sid, 1, number + 1, number * 20, code * 160).decode())
            await asyncio.sleep(0.02)
        await line.send(carrier.write_stop(70, sid, "AC" + "b" * 32, "CA" + "c" * 32).decode())
        await asyncio.sleep(0.1)
        listening.cancel()
    return heard


def test_two_callers_meet() -> None:
    server = subprocess.Popen([sys.executable, "-u", "-c", f"""
import asyncio, runpy, socket
example = runpy.run_path({str(EXAMPLE)!r})
with socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
asyncio.run(example["main"](port))
"""], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        port = server.stdout.readline().rsplit(":", 1)[1].strip(" /\n")

        async def both() -> list[bytes]:
            return await asyncio.gather(caller(port, "a", b"\x90"), caller(port, "b", b"\x20"))

        a, b = asyncio.run(asyncio.wait_for(both(), 60))
        assert a.count(0x20) > 2000 and b.count(0x90) > 2000 and 0x90 not in a
    finally:
        server.terminate()
        server.wait(10)
