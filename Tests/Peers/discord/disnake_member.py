"""A channel member that is disnake, unmodified: it logs in, joins and plays with libdave. disnake cannot receive: libdave's decryptors, one for each
user, follow its session, and its socket is read beside it."""
import asyncio
import select
import threading

import dave
import disnake
import nacl.secret

from member import USER, Ear, frame, obey, settings, tell

disnake.http.Route.BASE = settings["rest"]
ears = []


class Numbered(disnake.AudioSource):
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


class Listening(disnake.VoiceClient):
    def __init__(self, bot, channel):
        super().__init__(bot, channel)
        self.decryptors = {}
        self.guard = threading.Lock()
        self.reader = None
        self.ear = ears[0] if ears else Ear(None, None)
        if not ears:
            ears.append(self.ear)
        self.ear.open_transport, self.ear.decrypt = self.open_transport, self.decrypt
        prepare = self.dave.prepare_transition

        async def follow(transition, version):
            # As libdave's own clients do: receivers get their new keys when the transition is prepared.
            self.renew()
            await prepare(transition, version)

        self.dave.prepare_transition = follow

    def renew(self):
        session = self.dave._session
        if not session.has_established_group():
            return
        with self.guard:
            for user in self.dave._recognized_users:
                ratchet = session.get_key_ratchet(str(user))
                if user != self.user.id and ratchet is not None:
                    self.decryptors.setdefault(user, dave.Decryptor()).transition_to_key_ratchet(ratchet)

    async def connect_websocket(self, *, resume=False):
        await super().connect_websocket(resume=resume)
        original = self.ws._hook

        async def look_on(socket, message):
            if message["op"] == 5:
                self.ear.speaking(message["d"]["user_id"], message["d"]["ssrc"])
            await original(socket, message)

        self.ws._hook = look_on
        if self.reader is None:
            self.reader = threading.Thread(target=self.read, daemon=True)
            self.reader.start()

    def read(self):
        while True:
            try:
                if select.select([self.socket], [], [], 1)[0]:
                    self.ear.packet(self.socket.recv(2048))
            except (OSError, ValueError, TypeError):
                if not self.is_connected():
                    return

    def open_transport(self, packet, header):
        box = nacl.secret.Aead(bytes(self.secret_key))
        return box.decrypt(bytes(packet[header:-4]), bytes(packet[:header]), bytes(packet[-4:]) + bytes(20))

    def decrypt(self, user, sound):
        with self.guard:
            decryptor = self.decryptors.get(user)
            plain = decryptor.decrypt(dave.MediaType.audio, sound) if decryptor else None
        if plain is None:
            raise ValueError("libdave could not decrypt" if decryptor else "no key for this user")
        return plain


async def main():
    intents = disnake.Intents.none()
    intents.guilds = True
    intents.voice_states = True
    client = disnake.Client(intents=intents)
    started = asyncio.Event()

    @client.event
    async def on_ready():
        started.set()

    def voice():
        guild = client.get_guild(int(settings["guild"]))
        return guild.voice_client if guild else None

    async def hooked(place):
        # op 5 of those who are already there comes before connect_websocket returns.
        original = disnake.gateway.DiscordVoiceWebSocket.received_message

        async def look_on(self, message):
            if message.get("op") == 5:
                ears[0].speaking(message["d"]["user_id"], message["d"]["ssrc"])
            await original(self, message)

        disnake.gateway.DiscordVoiceWebSocket.received_message = look_on
        await place.connect(cls=Listening, timeout=20)

    async def join(channel=None):
        place = client.get_channel(int(channel or settings["channel"]))
        if voice():
            await voice().move_to(place)
        else:
            await hooked(place)
        return {"channel": str(place.id)}

    async def play(frames, first=0):
        done = asyncio.Event()
        loop = asyncio.get_running_loop()
        voice().play(Numbered(frames, first), after=lambda error: loop.call_soon_threadsafe(done.set))
        await done.wait()
        await asyncio.sleep(0.3)
        return {"frames": frames}

    async def leave():
        if voice():
            await voice().disconnect(force=True)

    async def status():
        state = voice()
        return {
            **(ears[0].report() if ears else {}),
            "code": state.dave.voice_privacy_code if state else None,
            "connected": bool(state and state.is_connected()),
        }

    task = asyncio.create_task(client.start(settings["token"]))
    await asyncio.wait({task, asyncio.create_task(started.wait())}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        task.result()
    tell("started")
    await obey({"join": join, "play": play, "leave": leave, "status": status})
    await client.close()


asyncio.run(main())
