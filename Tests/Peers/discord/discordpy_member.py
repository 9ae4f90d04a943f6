"""A channel member that is discord.py, unmodified: it logs in, joins, plays and answers; its davey session decrypts what its socket gets."""
import asyncio

import davey
import discord
import yarl

import kin_member
from member import settings

discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings["gateway"])


class Listening(discord.VoiceClient):
    """discord.py has no way to receive; its socket reader and its voice WebSocket allow to look on."""

    def create_connection_state(self):
        member.listener = self
        return discord.voice_state.VoiceConnectionState(self, hook=self.look_on)

    async def look_on(self, _, message):
        if message["op"] == 4:
            # Not earlier: a reader that runs already takes the answer to the IP discovery away.
            self._connection.remove_socket_listener(ear.packet)
            self._connection.add_socket_listener(ear.packet)
        if message["op"] == 5:
            ear.speaking(message["d"]["user_id"], message["d"]["ssrc"])


def decrypt(user, sound):
    return member.listener._connection.dave_session.decrypt(user, davey.MediaType.audio, sound)


def code(voice):
    session = voice._connection.dave_session
    return session.voice_privacy_code if session and session.ready else None


ear = kin_member.ear(lambda: member.listener.secret_key, decrypt)
member = kin_member.Membership(discord, Listening, ear, code)
discord.utils.setup_logging(level=30)
asyncio.run(member.run())
