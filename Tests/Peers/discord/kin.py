"""What discord.py and disnake share, which is nearly everything: the one grew out of the other. `library` is either."""
import asyncio
import json


def intents(library):
    found = library.Intents.none()
    found.guilds = found.voice_states = True
    return found


class Told:
    """The half of a bot of the story (story.py) that is the same in both; goes before the library's own client."""

    def __init__(self, lab, **more):
        self.lab, self.waiting = lab, None
        super().__init__(enable_debug_events=True, **more)

    async def ready(self):
        await self.wait_until_ready()

    async def say(self, count):
        channel = self.get_channel(int(self.lab.channel("general")))
        await asyncio.gather(*(channel.send(f"message {n}") for n in range(count)))

    async def voice_updates(self, channel):
        self.waiting = asyncio.Queue()
        if channel:
            await self.ws.voice_state(int(self.lab.guild), int(channel))
        found = {}
        while len(found) < 2:
            name, data = await self.waiting.get()
            found[name] = data
        self.waiting = None
        return found["VOICE_STATE_UPDATE"], found["VOICE_SERVER_UPDATE"]

    async def on_socket_raw_receive(self, message):
        message = json.loads(message)
        name, data = message.get("t"), message["d"]
        if name == "VOICE_STATE_UPDATE" and data["user_id"] != self.lab.bot["id"]:
            return
        if self.waiting is not None and name in ("VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"):
            self.waiting.put_nowait((name, data))

    async def live(self, story):
        """Runs the story while the bot is logged in."""
        running = asyncio.create_task(self.start(self.lab.bot["token"]))
        try:
            await story
        finally:
            await self.close()
            await asyncio.wait({running}, timeout=20)
