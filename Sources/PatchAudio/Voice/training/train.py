#!/usr/bin/env python3
"""Trains the voice detector and writes VoiceNetTable.swift.

    train.py fetch DIR               downloads and unpacks the material (apt, ~360 MB)
    train.py make DIR                makes the examples out of it: DIR/examples.npz
    train.py train DIR [--epochs N]  trains, and writes ../VoiceNetTable.swift

Same seed, same material, same numpy: same table. See README.md.
"""
import argparse
import os
import sys
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")  # sums in one order
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy as np

import features
import material
import network
import table

SEED = 20260401
SECONDS = 8.0
COUNT, HELD = 9000, 400


def make(root):
    sets = material.collect(root)
    for name, sounds in sets.items():
        print(f"{name}: {len(sounds)} sounds, {sum(map(len, sounds)) / 8000 / 60:.0f} minutes")
    steps = int(SECONDS * 8000) // features.STEP
    made = {}
    for part, count, seed in (("train", COUNT, SEED), ("held", HELD, SEED + 1)):
        rng = np.random.default_rng(seed)
        levels = np.empty((count, steps, features.BANDS), np.float32)
        flags = np.zeros((count, steps, 3), np.float32)  # speech, its weight, music alone
        for i in range(count):
            x, label, sure, covered, is_music = material.example(sets, SECONDS, rng, held=part == "held")
            levels[i] = features.bands(x)
            speech = label[1::2]
            # What nobody can hear teaches little but to guess.
            weight = sure[1::2] * np.where(speech & covered[1::2], 0.15, 1.0)
            for at in np.flatnonzero(np.diff(speech.astype(int)) == 1) + 1:  # the first syllable counts more
                weight[at:at + 4] *= 3
            flags[i] = np.stack([speech, weight, is_music & ~speech], axis=1)
        made[part + "_levels"], made[part + "_flags"] = levels, flags
    np.savez(os.path.join(root, "examples.npz"), **made)


def loss(out, flags):
    """Cross entropy of both outputs, and its slope."""
    p = network.gate(out)
    target = np.stack([flags[..., 0], flags[..., 2]], axis=-1)
    weight = np.stack([flags[..., 1], 0.3 * np.ones_like(flags[..., 1])], axis=-1)
    q = np.clip(p, 1e-3, 1 - 1e-3)
    value = -(weight * (target * np.log(q) + (1 - target) * np.log(1 - q))).sum() / weight.sum()
    # As for the logistic curve, which `gate` is near to: it has no flat ends where learning would stop.
    smooth = 1 / (1 + np.exp(-out))
    return value, (weight * (smooth - target) / weight.sum()).astype(np.float32)


def auc(score, label):
    order = np.argsort(score, kind="stable")
    rank = np.empty(len(score))
    rank[order] = np.arange(1, len(score) + 1)
    ones = label.sum()
    return (rank[label == 1].sum() - ones * (ones + 1) / 2) / (ones * (len(label) - ones))


def judge(w, x, flags):
    out, _ = network.forward(network.rounded(w), x)
    known = flags[..., 1] > 0
    return auc(out[..., 0][known], flags[..., 0][known]), auc(out[..., 1].ravel(), flags[..., 2].ravel())


def train(root, epochs, into):
    data = np.load(os.path.join(root, "examples.npz"))
    x = features.inputs(data["train_levels"]).astype(np.float32)
    held = features.inputs(data["held_levels"]).astype(np.float32)
    flags, held_flags = data["train_flags"], data["held_flags"]
    rng = np.random.default_rng(SEED)
    w = network.start(features.INPUTS, rng)
    adam = network.Adam(w)
    batch = 48
    total = epochs * (len(x) // batch)
    done = 0
    for epoch in range(epochs):
        order = rng.permutation(len(x))
        begin, sums = time.monotonic(), []
        for k in range(0, len(order) - batch + 1, batch):
            pick = np.sort(order[k:k + batch])
            rate = 4e-3 * 0.5 * (1 + np.cos(np.pi * done / total)) + 2e-5
            # The forward pass sees the weights as 8-bit numbers, so that training makes up for the rounding.
            seen = network.rounded(w)
            out, kept = network.forward(seen, x[pick])
            value, dout = loss(out, flags[pick])
            adam.step(w, network.backward(seen, kept, dout), rate)
            sums.append(value)
            done += 1
        speech, music = judge(w, held, held_flags)
        print(f"epoch {epoch + 1}: loss {np.mean(sums):.4f}, held-out AUC {speech:.4f}, music {music:.4f},"
              f" {time.monotonic() - begin:.0f} s", flush=True)
        np.savez(os.path.join(root, "weights.npz"), **w)
    table.write(into, w)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["fetch", "make", "train"])
    parser.add_argument("directory")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--into", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "VoiceNetTable.swift"))
    given = parser.parse_args()
    if given.what == "fetch":
        material.fetch(given.directory)
    elif given.what == "make":
        make(given.directory)
    else:
        train(given.directory, given.epochs, given.into)
    sys.exit(0)
