#!/usr/bin/env python3
"""A telephone WAV through Opus and back: transcode.py IN.wav OUT.ulaw

Reads 16-bit mono sound at any rate, makes 20 ms Opus packets at 48 kHz, decodes them straight to 8 kHz as a phone
bridge would, and writes raw mu-law.
"""

from __future__ import annotations

import sys
import wave

import phonepatch


def main(source: str, target: str) -> None:
    with wave.open(source) as wav:
        if wav.getnchannels() != 1 or wav.getsampwidth() != 2:
            sys.exit(f"{source}: 16-bit mono is needed")
        rate, pcm = wav.getframerate(), wav.readframes(wav.getnframes())

    encoded, packets = 0, 0
    with phonepatch.Resampler(rate, 48000) as up, phonepatch.OpusEncoder(48000, bitrate=24000) as encoder, \
            phonepatch.OpusDecoder(8000) as decoder, open(target, "wb") as out:
        wide = up.process(pcm)
        for start in range(0, len(wide) - 1919, 1920):  # bytes: 20 ms of 16-bit samples at 48 kHz
            packet = encoder.encode(wide[start:start + 1920])
            out.write(phonepatch.g711.encode(decoder.decode(packet)))
            encoded, packets = encoded + len(packet), packets + 1
    print(f"{packets} packets, {packets * 0.02:.2f} s, {encoded * 8 / (packets * 0.02) / 1000:.1f} kbit/s")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
