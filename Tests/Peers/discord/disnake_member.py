"""A channel member that is disnake, unmodified: it logs in, joins and plays with libdave. disnake cannot receive: libdave's decryptors, one for each
user, follow its session, and its socket is read beside it."""
import asyncio
import select
import threading

import dave
import disnake

import kin_member


class Listening(disnake.VoiceClient):
    def __init__(self, bot, channel):
        super().__init__(bot, channel)
        member.listener = self
        self.decryptors = {}
        self.guard = threading.Lock()
        self.reader = None
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
        if self.reader is None:
            self.reader = threading.Thread(target=self.read, daemon=True)
            self.reader.start()

    def read(self):
        while True:
            try:
                if select.select([self.socket], [], [], 1)[0]:
                    ear.packet(self.socket.recv(2048))
            except (OSError, ValueError, TypeError):
                if not self.is_connected():
                    return

    def open(self, user, sound):
        with self.guard:
            decryptor = self.decryptors.get(user)
            plain = decryptor.decrypt(dave.MediaType.audio, sound) if decryptor else None
        if plain is None:
            raise ValueError("libdave could not decrypt" if decryptor else "no key for this user")
        return plain


# op 5 of those who are already there comes before connect_websocket returns.
received = disnake.gateway.DiscordVoiceWebSocket.received_message


async def look_on(self, message):
    if message.get("op") == 5:
        ear.speaking(message["d"]["user_id"], message["d"]["ssrc"])
    await received(self, message)


disnake.gateway.DiscordVoiceWebSocket.received_message = look_on
ear = kin_member.ear(lambda: member.listener.secret_key, lambda user, sound: member.listener.open(user, sound))
member = kin_member.Membership(disnake, Listening, ear, lambda voice: voice.dave.voice_privacy_code)
asyncio.run(member.run())
