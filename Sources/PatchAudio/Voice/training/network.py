"""The network: a dense layer, a gated recurrent layer and two outputs, forward and backward, in plain numpy.

Its curves are rational, so that Swift needs no exp, and its weights are 8-bit numbers with a scale for each row.
"""
import numpy as np

# Outputs: speech, and music alone.
DENSE, HIDDEN, OUTPUTS = 24, 32, 2


def curve(x):
    """Near tanh: x (27 + x²) / (27 + 9x²) within ±3, ±1 beyond."""
    x = np.clip(x, -3, 3)
    return x * (27 + x * x) / (27 + 9 * x * x)


def slope(x):
    """Of `curve`, where it is not flat."""
    s = np.clip(x, -3, 3) ** 2
    d = 27 + 9 * s
    return np.where(np.abs(x) < 3, ((27 + 3 * s) * d - 18 * s * (27 + s)) / (d * d), 0)


def gate(x):
    return 0.5 + 0.5 * curve(0.5 * x)


def start(inputs, rng):
    """Weights with rows as outputs: dense, gates on the dense layer, gates on the state, outputs."""
    def glorot(rows, columns):
        return (rng.standard_normal((rows, columns)) * np.sqrt(1 / columns)).astype(np.float32)
    w = {"dense": glorot(DENSE, inputs), "gates": glorot(3 * HIDDEN, DENSE), "state": glorot(3 * HIDDEN, HIDDEN),
         "out": glorot(OUTPUTS, HIDDEN)}
    w |= {"dense_bias": np.zeros(DENSE, np.float32), "gates_bias": np.zeros(3 * HIDDEN, np.float32),
          "state_bias": np.zeros(HIDDEN, np.float32), "out_bias": np.zeros(OUTPUTS, np.float32)}
    w["gates_bias"][HIDDEN:2 * HIDDEN] = 1  # of the update gate: remember at first
    return w


MATRICES = ("dense", "gates", "state", "out")


def quantised(w):
    """8-bit rows and their scales."""
    out = {}
    for name in MATRICES:
        scale = np.maximum(np.abs(w[name]).max(axis=1, keepdims=True), 1e-6) / 127
        out[name] = (np.round(w[name] / scale).astype(np.int8), scale[:, 0].astype(np.float32))
    return out


def rounded(w):
    """The weights as Swift will have them."""
    q = quantised(w)
    return {k: (q[k][0] * q[k][1][:, None] if k in q else v) for k, v in w.items()}


def forward(w, x, h=None):
    """x: (batch, steps, inputs). Gives the outputs before the last curve, and what `backward` needs."""
    b, t, _ = x.shape
    a = x @ w["dense"].T + w["dense_bias"]
    d = curve(a)
    g = d @ w["gates"].T + w["gates_bias"]
    h = np.zeros((b, HIDDEN), np.float32) if h is None else h
    kept = []
    states = np.empty((b, t, HIDDEN), np.float32)
    ut = w["state"].T.copy()
    for i in range(t):
        u = h @ ut
        r_in = g[:, i, :HIDDEN] + u[:, :HIDDEN]
        z_in = g[:, i, HIDDEN:2 * HIDDEN] + u[:, HIDDEN:2 * HIDDEN]
        r, z = gate(r_in), gate(z_in)
        n_state = u[:, 2 * HIDDEN:] + w["state_bias"]
        n_in = g[:, i, 2 * HIDDEN:] + r * n_state
        n = curve(n_in)
        kept.append((h, r_in, z_in, n_in, r, z, n, n_state))
        h = (1 - z) * n + z * h
        states[:, i] = h
    return states @ w["out"].T + w["out_bias"], (x, a, d, states, kept)


def backward(w, kept, dout):
    x, a, d, states, steps = kept
    b, t, _ = x.shape
    grad = {"out": np.einsum("bto,bth->oh", dout, states), "out_bias": dout.sum((0, 1))}
    dstates = dout @ w["out"]
    dg = np.empty((b, t, 3 * HIDDEN), np.float32)
    grad["state"] = np.zeros_like(w["state"])
    grad["state_bias"] = np.zeros_like(w["state_bias"])
    dh = np.zeros((b, HIDDEN), np.float32)
    for i in range(t - 1, -1, -1):
        h, r_in, z_in, n_in, r, z, n, n_state = steps[i]
        dh = dh + dstates[:, i]
        dn_in = dh * (1 - z) * slope(n_in)
        dz_in = dh * (h - n) * 0.25 * slope(0.5 * z_in)
        dr_in = dn_in * n_state * 0.25 * slope(0.5 * r_in)
        dn_state = dn_in * r
        du = np.concatenate([dr_in, dz_in, dn_state], axis=1)
        dg[:, i, :2 * HIDDEN] = du[:, :2 * HIDDEN]
        dg[:, i, 2 * HIDDEN:] = dn_in
        grad["state"] += du.T @ h
        grad["state_bias"] += dn_state.sum(0)
        dh = dh * z + du @ w["state"]
    grad["gates"] = np.einsum("bti,btj->ij", dg, d, optimize=True)
    grad["gates_bias"] = dg.sum((0, 1))
    da = (dg @ w["gates"]) * slope(a)
    grad["dense"] = np.einsum("bti,btj->ij", da, x, optimize=True)
    grad["dense_bias"] = da.sum((0, 1))
    return grad


class Adam:
    def __init__(self, w):
        self.m = {k: np.zeros_like(v) for k, v in w.items()}
        self.v = {k: np.zeros_like(v) for k, v in w.items()}
        self.t = 0

    def step(self, w, grad, rate):
        self.t += 1
        norm = np.sqrt(sum(float((g * g).sum()) for g in grad.values()))
        scale = min(1, 1 / (norm + 1e-9))
        for k, g in grad.items():
            g = g * scale
            self.m[k] += 0.1 * (g - self.m[k])
            self.v[k] += 0.001 * (g * g - self.v[k])
            c1, c2 = 1 - 0.9 ** self.t, 1 - 0.999 ** self.t
            w[k] -= (rate * (self.m[k] / c1) / (np.sqrt(self.v[k] / c2) + 1e-8)).astype(np.float32)
