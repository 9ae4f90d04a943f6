"""A channel member that is hikari with hikari-wave, unmodified, over AES-GCM. Its player wants ffmpeg and files; frames go through the same functions of
the library here, with its nonce that never moves."""
import asyncio

import davey
import hikari
import hikariwave

from member import USER, Ear, frame, obey, paced, settings, tell

SILENCE = b"\xf8\xff\xfe"


async def main():
    bot = hikari.GatewayBot(
        settings["token"], rest_url=settings["rest"], intents=hikari.Intents.GUILDS | hikari.Intents.GUILD_VOICE_STATES,
        banner=None, logs="WARNING")
    voice = hikariwave.VoiceClient(bot)
    ear = Ear(None, None)
    held = {}

    def connection():
        return held.get("connection")

    def open_transport(packet, header):
        # The library's own opener, which knows no contributors and leaves padding on: it gets what it can take.
        link = connection()
        plain = link._decryption_mode(link._secret, packet)
        words = int.from_bytes(packet[14:16], "big") if packet[0] & 0x10 else 0
        return bytes(4 * words) + plain

    def decrypt(user, sound):
        return connection()._gateway._dave.session.decrypt(user, davey.MediaType.audio, sound)

    ear.open_transport, ear.decrypt = open_transport, decrypt
    cache = hikariwave.impl.cache.Cache
    original = cache.set_member_ssrc

    def noted(self, user, ssrc):
        ear.speaking(user, ssrc)
        original(self, user, ssrc)

    cache.set_member_ssrc = noted
    receive = hikariwave.networking.server.VoiceServer._rtp_packet

    def look_on(self, data):
        ear.packet(data)
        try:
            receive(self, data)
        except (AttributeError, KeyError):
            pass  # its cache lacks members that were there before

    hikariwave.networking.server.VoiceServer._rtp_packet = look_on

    async def join(channel=None):
        place = int(channel or settings["channel"])
        held["connection"] = await voice.connect(int(settings["guild"]), place, deaf=False)
        # It says nothing by itself until it plays.
        await connection()._gateway.set_speaking(True)
        return {"channel": str(place)}

    async def play(frames, first=0):
        link = connection()
        player = link._player

        def send(index):
            sound = frame(USER, index) if index >= 0 else SILENCE
            header = player._generate_rtp()
            if link._gateway._dave.ready:
                sound = link._gateway._dave.encrypt_opus(sound)
            packet = link._encryption_mode(link._secret, player._nonce, header, sound)
            link._server._udp.sendto(packet)
            player._sequence = (player._sequence + 1) % 65536
            player._timestamp = (player._timestamp + 960) % 2**32

        await link._gateway.set_speaking(True)
        await paced(frames, send, first)
        await paced(5, lambda _: send(-1))
        return {"frames": frames}

    async def leave():
        if connection():
            await voice.disconnect(guild_id=int(settings["guild"]))
            held.clear()

    async def status():
        link = connection()
        manager = link._gateway._dave if link else None
        return {
            **ear.report(),
            "code": manager.voice_privacy_code if manager and manager.ready else None,
            "connected": bool(link),
        }

    await bot.start()
    tell("started")
    await obey({"join": join, "play": play, "leave": leave, "status": status})
    await bot.close()


asyncio.run(main())
