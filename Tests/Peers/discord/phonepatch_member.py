"""A channel member that is discord.py with phonepatch.discord: it plays, hears, and records what it hears in a Room."""
import asyncio
import tempfile
import wave
from pathlib import Path

import discord
import yarl

import kin_member
from member import SILENCE, read_frame, settings

import phonepatch
import phonepatch.discord
from phonepatch import Recorder
from phonepatch.aio import AsyncRoom

discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings["gateway"])


class Ear:
    """What the other members of this folder tell of what they heard."""

    def __init__(self):
        self.heard, self.silences = {}, {}

    async def listen(self, voice):
        async for packet in voice:
            if packet.opus == SILENCE:
                self.silences[packet.user] = self.silences.get(packet.user, 0) + 1
                continue
            known = read_frame(packet.opus)
            number = known[1] if known and known[0] == packet.user else -1
            self.heard.setdefault(packet.user, []).append(number)

    def report(self):
        voice = member.voice()
        stats = voice.stats() if voice and not voice.voice.closed else None
        lost = {n: getattr(stats, n) for n in dir(stats) if n.startswith("lost_") and getattr(stats, n)} if stats else {}
        lost.pop("lost_not_ready", None)
        return {"heard": {str(u): n for u, n in self.heard.items()}, "silences": {str(u): n for u, n in self.silences.items()},
                "failures": sum(lost.values()), "why": [str(lost)], "dave": stats.dave_version if stats else None}


class Listening(phonepatch.discord.VoiceClient):
    def __init__(self, client, channel):
        super().__init__(client, channel)
        self._start(ear.listen(self))


class Member(kin_member.Membership):
    async def record(self, seconds):
        """The channel in a Room, recorded as a WAV file: its length and its loudest sample."""
        file = tempfile.NamedTemporaryFile(suffix=".wav")

        def write(_, position, data):
            file.seek(position)
            file.write(data)

        async with AsyncRoom(48000, on_record=write) as room:
            leg = self.voice().bridge(room)
            room.raw.record(Recorder(sample_rate=48000))
            room.raw.record_consent(leg.id, 1)
            await asyncio.sleep(seconds)
            room.raw.record_finish()
            room.tick()
            file.flush()
            with wave.open(file.name) as wav:
                length, rate = wav.getnframes(), wav.getframerate()
                samples = memoryview(wav.readframes(length)).cast("h")
        return {"seconds": length / rate, "peak": max(map(abs, samples), default=0), "file": Path(file.name).suffix}


ear = Ear()
member = Member(discord, Listening, ear, lambda voice: voice.privacy_code)
discord.utils.setup_logging(level=30)


async def main():
    import member as orders
    # One order more than the others know.
    obey = orders.obey
    kin_member.obey = lambda do: obey({**do, "record": member.record})
    await member.run()


asyncio.run(main())
