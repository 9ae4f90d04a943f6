"""Writes the weights as Swift: literals, which become read-only data."""
import numpy as np

import network


def write(path, w):
    q = network.quantised(w)
    text = "// Made by training/train.py; do not edit.\n\n/// The weights of `VoiceNet`: literals, which become read-only data.\nenum VoiceNetTable {\n"

    def array(name, comment, kind, values, each, form):
        nonlocal text
        text += f"  /// {comment}\n  // swift-format-ignore\n  static let {name}: InlineArray<{len(values)}, {kind}> = [\n"
        for i in range(0, len(values), each):
            text += "    " + ", ".join(form(v) for v in values[i:i + each]) + ",\n"
        text += "  ]\n\n"

    # Rows that do nothing fill the outputs up to four.
    spare = 4 - network.OUTPUTS
    weights = {name: q[name][0] for name in network.MATRICES}
    weights["out"] = np.concatenate([weights["out"], np.zeros((spare, network.HIDDEN), np.int8)])
    for name in network.MATRICES:
        array(name, f"{weights[name].shape[0]} rows of {weights[name].shape[1]} weights.", "Int8", weights[name].ravel(), 24,
              lambda v: str(int(v)))
    scales = [v for name in network.MATRICES for v in q[name][1]] + [0] * spare
    biases = [v for name in ("dense_bias", "gates_bias", "state_bias", "out_bias") for v in w[name]] + [0] * spare
    array("scales", "What a step of each row is worth, in the order of the tables above.", "Float", scales, 8, lambda v: f"{float(v):.9g}")
    array("biases", "Of the dense layer, the gates, the state's part of the third gate, the outputs.", "Float", biases, 8,
          lambda v: f"{float(v):.9g}")
    with open(path, "w") as out:
        out.write(text.rstrip("\n") + "\n}\n")
