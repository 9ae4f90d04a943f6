"""discord.py with ears: a VoiceProtocol that plays and receives, end-to-end encrypted (DAVE).

    voice = await channel.connect(cls=phonepatch.discord.VoiceClient)
    voice.play(discord.FFmpegOpusAudio("hello.opus"))
    async for packet in voice:             # what is said, one Opus packet at a time
        print(packet.user, len(packet.opus))

    voice.bridge(room)                     # or: the channel is a party of a Room
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import aiohttp
import discord

from ._engine import DaveSession, DaveUpdate, Voice, VoiceOutput, VoiceStats
from .aio import AsyncLeg, AsyncRoom, _Stream, microseconds
from .constants import DaveOutputKind, VoiceDave, VoiceEnd, VoiceEvent, VoiceOutputKind, VoiceState
from .errors import PhonepatchError, StateError
from .opus import OpusEncoder

__all__ = ["Packet", "VoiceClient"]

log = logging.getLogger(__name__)
FRAME = 0.02


class Packet(NamedTuple):
    """One Opus packet of somebody in the channel, with the numbers of its RTP header."""

    user: int
    ssrc: int
    sequence: int
    timestamp: int
    opus: bytes


class _Group:
    """The group work of DAVE, on a thread of its own: it may take milliseconds."""

    def __init__(self, user: int) -> None:
        self.user = user
        self.session: DaveSession | None = None
        self.code: str | None = None

    def handle(self, told: VoiceOutput | None) -> list[tuple[str, tuple[Any, ...]]]:
        """Tells the session what the gateway said, or that time passed; what the Voice is to be told in answer."""
        now = microseconds()
        if told and told.what == VoiceDave.OPEN:
            self.session = DaveSession(self.user, told.channel, allow_plain=0 if told.value else 1)
            self.group = told.group
        session = self.session
        if session is None:
            return []
        if told is None:
            session.tick(now)
        else:
            match told.what:
                case VoiceDave.START:
                    session.start(told.value, now)
                case VoiceDave.CONNECTED:
                    session.connect(told.user)
                case VoiceDave.DISCONNECTED:
                    session.disconnect(told.user)
                case VoiceDave.MESSAGE:
                    session.receive(told.data, now)
                case VoiceDave.PREPARE_TRANSITION:
                    session.prepare_transition(told.transition, told.value, now)
                case VoiceDave.EXECUTE_TRANSITION:
                    session.execute_transition(told.transition, now)
                case VoiceDave.PREPARE_EPOCH:
                    session.prepare_epoch(told.extra, told.value, now)
                case VoiceDave.RECOVER:
                    session.recover(now)
        answers: list[tuple[str, tuple[Any, ...]]] = []
        while (output := session.poll()).kind != DaveOutputKind.NONE:
            match output.kind:
                case DaveOutputKind.BINARY:
                    answers.append(("dave_binary", (self.group, output.data)))
                case DaveOutputKind.READY:
                    answers.append(("dave_ready", (self.group, output.transition)))
                case DaveOutputKind.INVALID:
                    answers.append(("dave_invalid", (self.group, output.transition)))
                case DaveOutputKind.UPDATE:
                    update = DaveUpdate()
                    session.take(update)
                    answers.append(("dave_keys", (self.group, update, now)))
        there, digits = session.privacy_code()
        self.code = digits.decode() if there == 0 else None
        return answers

    def wake_us(self) -> int:
        return self.session.state().wake_us if self.session else 2**64 - 1


class VoiceClient(discord.VoiceProtocol):
    """One voice channel. Iterating yields what others say; `play` says what an AudioSource has."""

    def __init__(self, client: discord.Client, channel: Any) -> None:
        super().__init__(client, channel)
        self.client: Any = client
        self.channel: Any = channel
        assert client.user is not None
        self.voice = Voice(client.user.id, seed=secrets.randbits(32))
        self.guild = channel.guild
        self.state = VoiceState.IDLE
        self.speakers: dict[int, int] = {}  # by SSRC
        self._loop = asyncio.get_running_loop()
        self._ready, self._over = asyncio.Event(), asyncio.Event()
        self._ended: VoiceEnd | None = None
        self._flags = {"self_deaf": False, "self_mute": False}
        self._heard: _Stream[Packet] = _Stream(1500)
        self._leg: AsyncLeg | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._playing: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._web: aiohttp.ClientSession | None = None
        self._sockets: dict[int, asyncio.Queue[tuple[VoiceOutputKind, Any]]] = {}
        self._udp: socket.socket | None = None
        self._group = _Group(client.user.id)
        self._group_news: asyncio.Queue[VoiceOutput | None] = asyncio.Queue()
        self._group_timer: asyncio.TimerHandle | None = None
        self._thread = ThreadPoolExecutor(1, "phonepatch dave")
        self._start(self._group_work())

    # What discord.py calls -------------------------------------------------------------------------------------------

    async def connect(self, *, timeout: float, reconnect: bool, self_deaf: bool = False, self_mute: bool = False) -> None:
        self._flags = {"self_deaf": self_deaf, "self_mute": self_mute}
        self._join(self.channel)
        await self._until_ready(timeout)

    async def on_voice_state_update(self, data: Any) -> None:
        channel = int(data["channel_id"] or 0)
        if channel and channel != self.channel.id:
            self.channel = self.guild.get_channel(channel) or self.channel
        self._do("state", data["session_id"], channel, microseconds(), int(self._is_stage(self.channel)))

    async def on_voice_server_update(self, data: Any) -> None:
        self._do("server", data["endpoint"] or "", data["token"], microseconds())

    async def disconnect(self, *, force: bool = False) -> None:
        if not self.voice.closed:
            self.stop()
            self._do("leave", microseconds())
            try:
                await asyncio.wait_for(self._over.wait(), 5)
            except TimeoutError:
                pass
        await self._close()

    # What a bot calls ------------------------------------------------------------------------------------------------

    def __aiter__(self) -> AsyncIterator[Packet]:
        return self._heard

    async def move_to(self, channel: Any, *, timeout: float = 30) -> None:
        """Into another channel of the guild."""
        self._ready.clear()
        self.channel = channel
        self._join(channel)
        await self._until_ready(timeout)

    def is_connected(self) -> bool:
        return self._ready.is_set() and not self.voice.closed

    def is_playing(self) -> bool:
        return self._playing is not None and not self._playing.done()

    @property
    def privacy_code(self) -> str | None:
        """The digits that all members of an encrypted call see alike. What is bridged elsewhere is encrypted only up to here."""
        return self._group.code

    def stats(self) -> VoiceStats:
        return self.voice.read()

    def send(self, opus: bytes) -> bool:
        """One Opus packet, for 20 ms. False when it cannot be sent now; it is counted."""
        try:
            self.voice.send(opus, microseconds())
        except StateError:
            return False
        finally:
            self._pump()
        return True

    def play(self, source: discord.AudioSource, *, after: Callable[[Exception | None], Any] | None = None) -> None:
        """Says what a source of discord.py has, until it is over or `stop`."""
        if self.is_playing():
            raise discord.ClientException("Already playing audio.")
        self._playing = self._start(self._play(source, after))

    def stop(self) -> None:
        if self._playing:
            self._playing.cancel()
            self._playing = None

    def bridge(self, room: AsyncRoom, **config: Any) -> AsyncLeg:
        """Makes the channel a party of a Room: everybody here is heard there, and the other way round."""
        self._leg = leg = room.channel(**config)

        async def carry() -> None:
            async for packet in leg:
                self.send(packet)

        self._start(carry())
        return leg

    # The session -----------------------------------------------------------------------------------------------------

    def _is_stage(self, channel: Any) -> bool:
        return isinstance(channel, discord.StageChannel)

    def _join(self, channel: Any) -> None:
        self._do("join", self.guild.id, channel.id, microseconds(), int(self._is_stage(channel)))

    async def _until_ready(self, timeout: float) -> None:
        waiting = [asyncio.ensure_future(event.wait()) for event in (self._ready, self._over)]
        await asyncio.wait(waiting, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        for one in waiting:
            one.cancel()
        if not self._ready.is_set():
            why = f"ended: {self._ended.name.lower()}" if self._ended else f"nothing within {timeout} s"
            raise asyncio.TimeoutError(f"no voice connection to {self.channel}: {why}")

    def _start(self, work: Any) -> asyncio.Task[Any]:
        task = self._loop.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _do(self, call: str, *arguments: Any) -> None:
        """One call of the session; what it wants done is done. What it does not understand it tells as an event."""
        if self.voice.closed:
            return
        try:
            getattr(self.voice, call)(*arguments)
        except PhonepatchError as error:
            log.debug("%s: %s", call, error)
        self._pump()

    def _pump(self) -> None:
        while not self.voice.closed:
            output = self.voice.poll()
            if output.kind == VoiceOutputKind.WAIT:
                if self._timer:
                    self._timer.cancel()
                wait = max(0, output.wake_us - microseconds()) / 1e6
                self._timer = self._loop.call_later(min(wait, 3600), lambda: self._do("tick", microseconds()))
                return
            self._carry_out(VoiceOutputKind(output.kind), output)

    def _carry_out(self, kind: VoiceOutputKind, output: VoiceOutput) -> None:
        match kind:
            case VoiceOutputKind.MEDIA:
                packet = Packet(output.user, output.ssrc, output.sequence, output.timestamp, output.data)
                self._heard.put(packet)
                if self._leg and not self._leg.closed:
                    self._leg.packet(*packet)
            case VoiceOutputKind.DATAGRAM:
                if self._udp:
                    try:
                        self._udp.send(output.data)
                    except OSError as error:
                        log.debug("datagram not sent: %s", error)
            case VoiceOutputKind.EVENT:
                self._event(output)
            case VoiceOutputKind.SIGNAL:
                channel = discord.Object(output.channel) if output.channel else None
                self._start(self.guild.change_voice_state(channel=channel, **self._flags))
            case VoiceOutputKind.CONNECT:
                queue = self._sockets[output.connection] = asyncio.Queue()
                self._start(self._socket(output.connection, output.data.decode(), queue))
            case VoiceOutputKind.TEXT | VoiceOutputKind.BINARY | VoiceOutputKind.DISCONNECT:
                if queue_of := self._sockets.get(output.connection):
                    queue_of.put_nowait((kind, output.code if kind == VoiceOutputKind.DISCONNECT else output.data))
            case VoiceOutputKind.PATH:
                self._path(output.data.decode(), output.code)
            case VoiceOutputKind.DAVE:
                self._group_news.put_nowait(output)

    def _event(self, output: VoiceOutput) -> None:
        match output.what:
            case VoiceEvent.STATE:
                self.state = VoiceState(output.value)
            case VoiceEvent.READY:
                self._ready.set()
            case VoiceEvent.SOURCE:
                self.speakers[output.value] = output.user
            case VoiceEvent.ENDED:
                self._ended = VoiceEnd(output.value)
                self._ready.clear()
                self._over.set()
                if self._ended != VoiceEnd.LEFT:
                    self._start(self._close())
        name = VoiceEvent(output.what).name.lower()
        log.debug("%s: value %s, extra %s, user %s", name, output.value, output.extra, output.user)
        self.client.dispatch("phonepatch_voice", self, name, output)

    async def _socket(self, number: int, url: str, sending: asyncio.Queue[tuple[VoiceOutputKind, Any]]) -> None:
        """One WebSocket to the voice server, until it is closed."""
        code, writer = 1006, None
        try:
            self._web = self._web or aiohttp.ClientSession()
            async with self._web.ws_connect(url, max_msg_size=0) as web:
                self._do("connected", number, microseconds())
                writer = self._start(self._write(web, sending))
                async for message in web:
                    if message.type == aiohttp.WSMsgType.TEXT:
                        self._do("text", number, message.data, microseconds())
                    elif message.type == aiohttp.WSMsgType.BINARY:
                        self._do("binary", number, message.data, microseconds())
                code = web.close_code or 1006
        except (aiohttp.ClientError, OSError) as error:
            log.debug("WebSocket: %s", error)
        finally:
            if writer:
                writer.cancel()
            self._sockets.pop(number, None)
        self._do("disconnected", number, code, microseconds())

    async def _write(self, web: Any, sending: asyncio.Queue[tuple[VoiceOutputKind, Any]]) -> None:
        while True:
            kind, what = await sending.get()
            if kind == VoiceOutputKind.TEXT:
                await web.send_str(what.decode())
            elif kind == VoiceOutputKind.BINARY:
                await web.send_bytes(what)
            else:
                await web.close(code=what)
                return

    def _path(self, address: str, port: int) -> None:
        self._close_udp()
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._udp = udp = socket.socket(family, socket.SOCK_DGRAM)
        udp.setblocking(False)
        udp.connect((address, port))
        self._loop.add_reader(udp, self._read, udp)

    def _read(self, udp: socket.socket) -> None:
        for _ in range(64):  # then others have their turn
            try:
                data = udp.recv(2048)
            except BlockingIOError:
                break
            except OSError as error:
                log.debug("datagram not received: %s", error)
                break
            try:
                self.voice.datagram(data, microseconds())
            except PhonepatchError as error:
                log.debug("datagram: %s", error)
        self._pump()

    async def _group_work(self) -> None:
        while True:
            news = await self._group_news.get()
            try:
                answers = await self._loop.run_in_executor(self._thread, self._group.handle, news)
            except PhonepatchError as error:
                log.warning("end-to-end encryption: %s", error)
                continue
            for call, arguments in answers:
                self._do(call, *arguments)
            if self._group_timer:
                self._group_timer.cancel()
            wait = (self._group.wake_us() - microseconds()) / 1e6
            if wait < 3600:
                self._group_timer = self._loop.call_later(max(wait, 0), self._group_news.put_nowait, None)

    async def _play(self, source: Any, after: Callable[[Exception | None], Any] | None) -> None:
        failure: Exception | None = None
        encoder = None if source.is_opus() else OpusEncoder(48000, 2, bitrate=64000, fec=True, expected_loss=10)
        begin, number = self._loop.time(), 0
        try:
            # A source may block; discord.py too reads it on another thread.
            while data := await self._loop.run_in_executor(None, source.read):
                if encoder is not None and len(data) < 3840:
                    data += bytes(3840 - len(data))
                number += 1
                late = self._loop.time() - begin - number * FRAME
                if late < 0:
                    await asyncio.sleep(-late)
                elif late > 1:  # as discord.py does, rather than to hurry
                    begin += late
                self.send(encoder.encode(data) if encoder is not None else data)
        except Exception as error:  # noqa: BLE001  (whatever a source raises is told to `after`)
            failure = error
        finally:
            source.cleanup()
            if encoder is not None:
                encoder.close()
            if after:
                after(failure)

    def _close_udp(self) -> None:
        if self._udp:
            self._loop.remove_reader(self._udp)
            self._udp.close()
            self._udp = None

    async def _close(self) -> None:
        if self.voice.closed:
            return
        self.voice.close()
        self._close_udp()
        for timer in (self._timer, self._group_timer):
            if timer:
                timer.cancel()
        if self._leg:
            self._leg.close()
        self._heard.end()
        self._over.set()
        mine = asyncio.current_task()
        for task in list(self._tasks):
            if task is not mine:
                task.cancel()
        if self._web:
            await self._web.close()
        self._thread.shutdown(wait=False)
        self.cleanup()
