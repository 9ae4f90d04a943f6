"""A channel member that is discord.py, unmodified: it logs in, joins, plays and answers; its davey session decrypts what its socket gets."""
import asyncio
import threading

import davey
import discord
import nacl.secret
import yarl

from member import USER, Ear, frame, obey, settings, tell

discord.http.Route.BASE = settings["rest"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings["gateway"])

intents = discord.Intents.none()
intents.guilds = True
intents.voice_states = True
client = discord.Client(intents=intents)
started = asyncio.Event()
ears = []


class Numbered(discord.AudioSource):
    """Frames that are already Opus."""

    def __init__(self, count, first):
        self.left, self.next = count, first

    def is_opus(self):
        return True

    def read(self):
        if self.left == 0:
            return b""
        self.left -= 1
        self.next += 1
        return frame(USER, self.next - 1)


class Listening(discord.VoiceClient):
    """discord.py has no way to receive; its socket reader and its voice WebSocket allow to look on."""

    def create_connection_state(self):
        self.ear = ears[0] if ears else Ear(None, None)
        if not ears:
            ears.append(self.ear)
        self.ear.open_transport, self.ear.decrypt = self.open_transport, self.decrypt
        return discord.voice_state.VoiceConnectionState(self, hook=self.look_on)

    async def look_on(self, _, message):
        if message["op"] == 4:
            # Not earlier: a reader that runs already takes the answer to the IP discovery away.
            self._connection.remove_socket_listener(self.ear.packet)
            self._connection.add_socket_listener(self.ear.packet)
        if message["op"] == 5:
            self.ear.speaking(message["d"]["user_id"], message["d"]["ssrc"])

    def open_transport(self, packet, header):
        box = nacl.secret.Aead(bytes(self.secret_key))
        return box.decrypt(bytes(packet[header:-4]), bytes(packet[:header]), bytes(packet[-4:]) + bytes(20))

    def decrypt(self, user, sound):
        return self._connection.dave_session.decrypt(user, davey.MediaType.audio, sound)


@client.event
async def on_ready():
    started.set()


def voice():
    return client.get_guild(int(settings["guild"])).voice_client


async def join(channel=None):
    place = client.get_channel(int(channel or settings["channel"]))
    if voice():
        await voice().move_to(place)
    else:
        await place.connect(cls=Listening, timeout=20)
    return {"channel": str(place.id)}


async def play(frames, first=0):
    done = asyncio.Event()
    loop = asyncio.get_running_loop()
    voice().play(Numbered(frames, first), after=lambda error: loop.call_soon_threadsafe(done.set))
    await done.wait()
    # The five silences go out after the source has ended.
    await asyncio.sleep(0.3)
    return {"frames": frames}


async def leave():
    if voice():
        await voice().disconnect(force=True)


async def status():
    state = voice()._connection if voice() else None
    session = state.dave_session if state else None
    return {
        **(ears[0].report() if ears else {}),
        "code": session.voice_privacy_code if session and session.ready else None,
        "epoch": session.epoch if session else None,
        "connected": bool(voice() and voice().is_connected()),
        "version": state.dave_protocol_version if state else None,
    }


async def main():
    async with client:
        task = asyncio.create_task(client.start(settings["token"], reconnect=True))
        await asyncio.wait({task, asyncio.create_task(started.wait())}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        tell("started", threads=threading.active_count())
        await obey({"join": join, "play": play, "leave": leave, "status": status})
        await client.close()


discord.utils.setup_logging(level=30)
asyncio.run(main())
