#!/usr/bin/env python3
"""Writes the WAV and Ogg files beside it. Nothing but the standard library, and nothing of Phonepatch."""
import os
import struct

here = os.path.dirname(os.path.abspath(__file__))


def save(name, data):
    with open(os.path.join(here, name), "wb") as file:
        file.write(data)


# WAV -----------------------------------------------------------------------------------------------------------------

SOUND = bytes((7 * i + 3) % 256 for i in range(320))
GUID = bytes.fromhex("000000001000800000aa00389b71")


def chunk(tag, body, size=None):
    return tag + struct.pack("<I", len(body) if size is None else size) + body + b"\0" * (len(body) & 1)


def fmt(code, channels=1, rate=8000, bits=16, block=None, extra=b""):
    block = channels * bits // 8 if block is None else block
    return chunk(b"fmt ", struct.pack("<HHIIHH", code, channels, rate, rate * block, block, bits) + extra)


def riff(*chunks, tag=b"RIFF", size=None):
    body = b"WAVE" + b"".join(chunks)
    return tag + struct.pack("<I", len(body) if size is None else size) + body


def wav():
    data = chunk(b"data", SOUND)
    info = chunk(b"LIST", b"INFOISFT\x05\0\0\0Test\0")  # odd: a pad byte follows
    save("pcm16.wav", riff(fmt(1), data))
    save("stereo48k.wav", riff(fmt(1, 2, 48000), data))
    save("mulaw.wav", riff(fmt(7, bits=8, extra=b"\0\0"), chunk(b"fact", struct.pack("<I", 320)), data))
    save("alaw.wav", riff(fmt(6, bits=8, extra=b"\0\0"), data))
    save("extensible.wav",
         riff(fmt(0xFFFE, 2, 16000, extra=struct.pack("<HHIH", 22, 16, 3, 1) + GUID), data))
    save("extensible-mulaw.wav", riff(fmt(0xFFFE, bits=8, extra=struct.pack("<HHIH", 22, 8, 4, 7) + GUID), data))
    save("odd-chunks.wav", riff(info, chunk(b"junk", b"x"), fmt(1), info, data, info))
    save("odd-sound.wav", riff(fmt(7, bits=8), chunk(b"data", SOUND[:319]), info))
    ds64 = chunk(b"ds64", struct.pack("<QQQI", 4 + 36 + 24 + 8 + 320, 320, 160, 0))
    save("rf64.wav", riff(ds64, fmt(1), chunk(b"data", SOUND, 0xFFFFFFFF), info, tag=b"RF64", size=0xFFFFFFFF))
    save("until-end.wav", riff(fmt(1), chunk(b"data", SOUND, 0xFFFFFFFF), size=0xFFFFFFFF))
    save("zero-until-end.wav", riff(fmt(1), chunk(b"data", SOUND, 0), size=36))
    save("empty.wav", riff(fmt(1), chunk(b"data", b""), info))
    save("lying.wav", riff(fmt(1), chunk(b"data", SOUND, 1_000_000)))
    save("half-sample.wav", riff(fmt(1, 2), chunk(b"data", SOUND[:318])))
    save("bad-eight-bit.wav", riff(fmt(1, bits=8), data))
    save("bad-float.wav", riff(fmt(3, bits=32), data))
    save("bad-extensible.wav", riff(fmt(0xFFFE, extra=b"\0\0"), data))
    save("bad-rifx.wav", riff(fmt(1), data, tag=b"RIFX"))
    save("bad-no-format.wav", riff(data))
    save("bad-no-sound.wav", riff(fmt(1), info))
    save("bad-short-format.wav", riff(chunk(b"fmt ", b"\1\0\1\0"), data))
    save("bad-no-channel.wav", riff(fmt(1, 0, block=2), data))
    save("bad-block.wav", riff(fmt(1, block=4), data))
    save("bad-rate.wav", riff(fmt(1, rate=0), data))
    save("bad-text.wav", b"This is a text file, whatever its name says.\n")


# Ogg -----------------------------------------------------------------------------------------------------------------

def crc(data):
    value = 0
    for byte in data:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x104C11DB7 if value & 0x80000000 else 0)
    return value


def page(serial, number, granule, lacing, body, flags=0):
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, serial, number, 0, len(lacing)) + bytes(lacing)
    return head[:22] + struct.pack("<I", crc(head + body)) + head[26:] + body


def stream(serial, packets, per_page=50):
    """Pages of a stream; packets run over page ends, as RFC 3533 has it. A granule is 960 for each packet."""
    pages, lacing, body, done, starts_inside = [], [], b"", 0, False

    def flush(last=False):
        nonlocal lacing, body, starts_inside
        ends = [i for i, l in enumerate(lacing) if l < 255]
        flags = (1 if starts_inside else 0) | (2 if not pages else 0) | (4 if last else 0)
        granule = (max(0, done - 2) * 960) if ends else -1
        pages.append(page(serial, len(pages), granule, lacing, body, flags))
        starts_inside = bool(lacing) and lacing[-1] == 255
        lacing, body = [], b""

    for index, packet in enumerate(packets):
        values = [255] * (len(packet) // 255) + [len(packet) % 255]
        at = 0
        for position, value in enumerate(values):
            if position == len(values) - 1:
                done += 1
            lacing.append(value)
            body += packet[at:at + value]
            at += value
            if len(lacing) == 255 and not (index == len(packets) - 1 and position == len(values) - 1):
                flush()
        if index < 2 or sum(1 for l in lacing if l < 255) >= per_page:
            if index < len(packets) - 1 and lacing:
                flush()
    flush(last=True)
    return pages


def packet(index, length):
    return bytes((31 * index + 7 * i) % 256 for i in range(length))


HEAD = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 312, 8000, 0, 0)
TAGS = b"OpusTags" + struct.pack("<I4sII9s", 4, b"test", 1, 9, b"TITLE=abc")
LENGTHS = [0, 1, 2, 253, 254, 255, 256, 509, 510, 511, 1000, 70_000, 3, 65_025, 5]


def ogg():
    packets = [HEAD, TAGS] + [packet(i, n) for i, n in enumerate(LENGTHS)]
    pages = stream(0x1234, packets, per_page=4)
    save("plain.ogg", b"".join(pages))
    small = [HEAD, TAGS] + [packet(i, 40 + i) for i in range(30)]
    pages = stream(7, small, per_page=5)
    save("small.ogg", b"".join(pages))
    save("no-end.ogg", b"".join(pages[:-1]))
    other = stream(8, [b"\x01vorbis" + b"\0" * 23] + [packet(i, 90) for i in range(9)], per_page=3)
    second = stream(9, [HEAD, TAGS] + [packet(i, 3) for i in range(9)], per_page=3)
    # Every beginning first, then page by page.
    mixed = [other[0], pages[0], second[0]]
    for i in range(1, max(len(pages), len(other), len(second))):
        for each in (other, pages, second):
            mixed += each[i:i + 1]
    save("several.ogg", b"".join(mixed))
    save("chained.ogg", b"".join(pages + second + pages))
    save("missing-page.ogg", b"".join(pages[:4] + pages[5:]))
    torn = bytearray(b"".join(pages))
    torn[len(b"".join(pages[:4])) + 60] ^= 0x10
    save("flipped-bit.ogg", bytes(torn))
    save("garbage.ogg", b"garbage OggS" + pages[0] + b"Ogg" + pages[1] + b"OggS\0" + b"\xff" * 40 + b"".join(pages[2:]))
    long = stream(10, [HEAD, TAGS, packet(0, 70_000), packet(1, 10)])
    save("lost-middle.ogg", b"".join(long[:2] + long[3:]))


wav()
ogg()
