"""What the channel members that are discord.py and disnake share: logging in, joining, playing. `library` is either."""
import asyncio

import nacl.secret

from kin import intents
from member import USER, Ear, frame, obey, settings, tell


def numbered(library, count, first):
    """Frames that are already Opus."""

    class Numbered(library.AudioSource):
        left, next = count, first

        def is_opus(self):
            return True

        def read(self):
            if self.left == 0:
                return b""
            self.left -= 1
            self.next += 1
            return frame(USER, self.next - 1)

    return Numbered()


def ear(secret, decrypt):
    """Listens to XChaCha20-Poly1305, which both send: `secret()` is the key of the moment."""

    def open_transport(packet, header):
        box = nacl.secret.Aead(bytes(secret()))
        return box.decrypt(bytes(packet[header:-4]), bytes(packet[:header]), bytes(packet[-4:]) + bytes(20))

    return Ear(open_transport, decrypt)


class Membership:
    """One client in the channel. `listening` is the library's voice client with an ear; `code(voice)` its privacy code."""

    def __init__(self, library, listening, ear, code):
        library.http.Route.BASE = settings["rest"]
        self.library, self.listening, self.ear, self.code = library, listening, ear, code

    def voice(self):
        guild = self.client.get_guild(int(settings["guild"]))
        return guild.voice_client if guild else None

    async def join(self, channel=None):
        place = self.client.get_channel(int(channel or settings["channel"]))
        if self.voice():
            await self.voice().move_to(place)
        else:
            await place.connect(cls=self.listening, timeout=20)
        return {"channel": str(place.id)}

    async def play(self, frames, first=0):
        done = asyncio.Event()
        loop = asyncio.get_running_loop()
        self.voice().play(
            numbered(self.library, frames, first), after=lambda error: loop.call_soon_threadsafe(done.set))
        await done.wait()
        # The five silences go out after the source has ended.
        await asyncio.sleep(0.3)
        return {"frames": frames}

    async def leave(self):
        if self.voice():
            await self.voice().disconnect(force=True)

    async def status(self):
        return {**self.ear.report(), "code": self.code(self.voice()) if self.voice() else None}

    async def run(self):
        # Inside the loop: disnake's client wants one that runs.
        self.client = self.library.Client(intents=intents(self.library))
        started = asyncio.Event()

        @self.client.event
        async def on_ready():
            started.set()

        running = asyncio.create_task(self.client.start(settings["token"]))
        await asyncio.wait({running, asyncio.create_task(started.wait())}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()
        tell("started")
        await obey({"join": self.join, "play": self.play, "leave": self.leave, "status": self.status})
        await self.client.close()
