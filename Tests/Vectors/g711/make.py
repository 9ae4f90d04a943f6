#!/usr/bin/env python3
"""Writes codes.csv: both laws of ITU-T G.711, whole.

Follows the prose and the reference algorithm of ITU-T G.191 (segment search by shifting), not the method of
Sources/PatchCodec, and asks every one of the 65536 samples for its code.
"""
from pathlib import Path


def mu_encode(x):
    # 14 bits; one's complement of negative samples; bias 33; the segment is how often 16..31 must be shifted down to.
    magnitude = min((x if x >= 0 else ~x) >> 2, 8158) + 33
    segment = 0
    while magnitude >> (segment + 1) > 31:
        segment += 1
    code = segment << 4 | (magnitude >> (segment + 1)) & 15
    return 0xFF ^ (code | (0 if x >= 0 else 0x80))


def mu_decode(code):
    code ^= 0xFF
    magnitude = ((2 * (code & 15) + 33) << (code >> 4 & 7)) - 33
    return -4 * magnitude if code & 0x80 else 4 * magnitude


def a_encode(x):
    # 12 bits; one's complement of negative samples; the first two segments have the same step.
    magnitude = (x if x >= 0 else ~x) >> 4
    segment = 0
    while magnitude > 31:
        magnitude >>= 1
        segment += 1
    code = magnitude if segment == 0 else (segment + 1) << 4 | magnitude & 15
    return 0x55 ^ (code | (0x80 if x >= 0 else 0))


def a_decode(code):
    code ^= 0x55
    segment, mantissa = code >> 4 & 7, code & 15
    magnitude = 16 * mantissa + 8 if segment == 0 else (16 * mantissa + 264) << (segment - 1)
    return magnitude if code & 0x80 else -magnitude


lines = ["law,code,first,last,decoded"]
for law, encode, decode in (("mu", mu_encode, mu_decode), ("a", a_encode, a_decode)):
    samples = {}
    for x in range(-32768, 32768):
        samples.setdefault(encode(x), []).append(x)
    for code in range(256):
        of = samples[code]
        assert of == list(range(of[0], of[-1] + 1)), "the samples of a code are one run"
        lines.append(f"{law},{code},{of[0]},{of[-1]},{decode(code)}")
Path(__file__).with_name("codes.csv").write_text("\n".join(lines) + "\n")
