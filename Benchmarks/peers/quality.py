"""PESQ-NB and SNR of raw files of 8 kHz against the first: `quality.py ORIGINAL FILE...`, JSON. Needs pesq and numpy."""
import json
import sys

import numpy
import pesq

read = lambda path: numpy.fromfile(path, numpy.int16).astype(numpy.float64)
original = read(sys.argv[1])
made = {}
for path in sys.argv[2:]:
    other = read(path)
    spectrum = numpy.fft.rfft(other, 2**21) * numpy.conj(numpy.fft.rfft(original, 2**21))
    lag = int(numpy.argmax(numpy.fft.irfft(spectrum)[:800]))  # up to 100 ms late
    shifted = other[lag:]
    n = min(len(shifted), len(original))
    gain = numpy.dot(shifted[:n], original[:n]) / max(numpy.dot(original[:n], original[:n]), 1)
    noise = shifted[:n] - gain * original[:n]
    snr = 10 * numpy.log10(numpy.sum((gain * original[:n]) ** 2) / max(numpy.sum(noise**2), 1))
    # Pieces of ten seconds, as PESQ wants them short.
    scores = [pesq.pesq(8000, original[i:i + 80000].astype(numpy.int16), shifted[i:i + 80000].astype(numpy.int16), "nb")
              for i in range(0, n - 79999, 80000)]
    made[path] = {"pesq": float(numpy.mean(scores)), "snr": float(snr)}
print(json.dumps(made))
