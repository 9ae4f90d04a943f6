"""What the network sees, exactly as VoiceFeatures.swift makes it."""
import numpy as np

STEP, WINDOW = 160, 256
# Edges of the bands, in bins of 31.25 Hz.
EDGES = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 23, 26, 29, 33, 37, 41, 46, 51, 57, 64, 71, 79, 88, 98, 110, 124]
BANDS = len(EDGES) - 1
INPUTS = 2 * BANDS
RISE = 192  # of the window; the rest falls, so that the newest sound counts soon


def window():
    rise = np.sin(np.pi / 2 * (np.arange(RISE) + 0.5) / RISE) ** 2
    fall = np.cos(np.pi / 2 * (np.arange(WINDOW - RISE) + 0.5) / (WINDOW - RISE)) ** 2
    return np.round(np.concatenate([rise, fall]) * 32767)


def bands(x):
    """log2 of the mean power in each band for every step, for samples as whole numbers."""
    n = len(x) // STEP
    padded = np.concatenate([np.zeros(WINDOW - STEP), x])
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[:n * STEP:STEP]
    # The samples are shortened to 15 bits of fraction, as whole numbers.
    spectrum = np.fft.rfft(frames * (window() / 32768), axis=1)
    power = np.abs(spectrum) ** 2
    total = np.concatenate([np.zeros((n, 1)), np.cumsum(power, axis=1)], axis=1)
    e = np.array(EDGES)
    mean = (total[:, e[1:]] - total[:, e[:-1]]) / (e[1:] - e[:-1])
    return np.log2(mean + 1024.0)


def inputs(levels):
    """Levels about their middle, and how far they are above a floor that follows from below: (…, steps, INPUTS)."""
    floor = levels[..., 0, :].copy()
    above = np.empty_like(levels)
    for i in range(levels.shape[-2]):
        level = levels[..., i, :]
        floor = np.where(level < floor, floor + 0.25 * (level - floor), floor + 0.02)
        above[..., i, :] = level - floor
    return np.concatenate([np.clip((levels - 19) / 4, -4, 4), np.clip(above / 4, -1, 4)], axis=-1)
