"""RTP, the transport's encryption, DAVE and voice sessions."""

from __future__ import annotations

import json
import os

import pytest

from phonepatch import Voice, constants, dave, errors, rtp


def packet(payload: bytes = bytes(80)) -> bytes:
    return rtp.write(payload_type=rtp.RTP_DISCORD_AUDIO, sequence=7, timestamp=960, ssrc=5) + payload


def test_rtp_packets_are_read_as_written() -> None:
    told = rtp.read(packet())
    assert (told.payload_type, told.sequence, told.timestamp, told.ssrc) == (120, 7, 960, 5)
    assert told.payload_offset == 12 and told.payload_len == 80
    assert not rtp.is_control(packet()) and rtp.is_control(b"\x80\xc8" + bytes(20))
    with pytest.raises(errors.MalformedError):
        rtp.read(bytes(5))


@pytest.mark.parametrize("mode", list(rtp.TransportMode))
def test_what_is_sealed_opens_once_untouched(mode: rtp.TransportMode) -> None:
    key = os.urandom(32)
    with rtp.Transport(key, mode) as ours, rtp.Transport(key, mode) as theirs:
        sealed = ours.seal(packet())
        assert len(sealed) == len(packet()) + rtp.TRANSPORT_OVERHEAD and theirs.open(sealed) == packet()
        room = bytearray(packet()) + bytearray(20)
        assert ours.seal_into(room, 92) == 112
        assert theirs.open_into(room, 112) == 92 and room[:92] == packet()
        with pytest.raises(errors.AuthError):
            theirs.open(sealed[:-5] + bytes([sealed[-5] ^ 1]) + sealed[-4:])
        assert theirs.stats().opened == 2 and theirs.stats().unauthenticated == 1
        with pytest.raises(errors.ArgumentError):
            theirs.open_into(room, 10_000)
    assert rtp.transport_mode("aead_aes256_gcm_rtpsize") == rtp.TransportMode.AES256_GCM


def test_frames_open_with_the_senders_key() -> None:
    key = bytes(range(16))
    with dave.DaveUpdate() as update, dave.DaveFrames() as ours, dave.DaveFrames() as theirs:
        update.set_sender(key)
        ours.apply(update, 0)
        update.add_receiver(5, key)
        theirs.apply(update, 0)
        sealed = ours.seal(b"\x78" + bytes(60))
        assert dave.is_frame(sealed)
        assert theirs.open(5, sealed, 0) == (constants.OK, b"\x78" + bytes(60))
        assert theirs.open(5, sealed, 0) == (dave.DaveFrame.REPLAYED, b"")
        assert theirs.open(6, sealed, 0)[0] == dave.DaveFrame.UNKNOWN_USER
        out = bytearray(100)
        assert theirs.open(5, ours.seal(b"abc"), 0, out=out) == (0, 3) and out[:3] == b"abc"


def test_a_session_answers_with_a_key_package() -> None:
    with dave.DaveSession(5, 6) as session:
        session.start(1, 0)
        session.receive(bytes([25, 0x40, 65, 4, 1, 2, 3]) + bytes(64), 0)  # op 25: who may add members
        kinds = []
        while (output := session.poll()).kind != dave.DaveOutputKind.NONE:
            kinds.append((output.kind, output.data[:1]))
            if output.kind == dave.DaveOutputKind.UPDATE:
                with dave.DaveUpdate() as update:
                    session.take(update)
        assert (dave.DaveOutputKind.BINARY, b"\x1a") in kinds  # op 26
        assert session.members() == [] and not session.state().established
        assert session.privacy_code() == (constants.DAVE_ABSENT, b"")
    assert "encrypt" in dave.privacy_notice()


def test_a_voice_session_asks_for_its_gateway() -> None:
    with Voice(5) as voice:
        voice.join(1, 2, now_us=0)
        while (told := voice.poll()).kind == constants.VoiceOutputKind.EVENT:
            pass
        assert told.kind == constants.VoiceOutputKind.SIGNAL and (told.guild, told.channel) == (1, 2)
        voice.state("session", 2, now_us=0)
        voice.server("voice.example:443", "token", 0)
        kinds = {}
        while (told := voice.poll()).kind != constants.VoiceOutputKind.WAIT:
            kinds[told.kind] = told
        connect = kinds[constants.VoiceOutputKind.CONNECT]
        assert connect.data.startswith(b"wss://voice.example:443")
        voice.connected(connect.connection, 0)
        voice.text(connect.connection, '{"op":8,"d":{"heartbeat_interval":41250.0,"v":8}}', 0)
        texts = []
        while (told := voice.poll()).kind != constants.VoiceOutputKind.WAIT:
            if told.kind == constants.VoiceOutputKind.TEXT:
                texts.append(json.loads(told.data))
        assert 0 in [t["op"] for t in texts]
        assert voice.read().connects == 1
        with pytest.raises(errors.StateError):
            voice.send(b"\xf8\xff\xfe", 0)


def test_keys_are_of_no_use_in_a_child() -> None:
    with rtp.Transport(bytes(32), 1) as transport, dave.DaveFrames() as frames, dave.DaveUpdate() as update, Voice(5) as voice:
        child = os.fork()
        if child == 0:
            refused = 0
            for use in (lambda: transport.seal(packet()), frames.stats, lambda: update.set_sending(0), lambda: voice.tick(0)):
                try:
                    use()
                except errors.StateError as error:
                    refused += "process" in str(error)
            os._exit(refused)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 4
        assert transport.seal(packet())
