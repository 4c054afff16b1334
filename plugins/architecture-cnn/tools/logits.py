"""Logits of a trained CNN, from its safetensors file, with numpy alone.

    python3 tools/logits.py weights.safetensors images.safetensors > logits.json

`weights.safetensors` holds the state of the classifier under the names of the README. `images.safetensors` holds a tensor `images`
[B, height, width, channels] in [0, 1]. Prints the logits [B, classes] as JSON. Readable on purpose: it says what the network computes.
"""

import json
import struct
import sys

import numpy as np

EPSILON = 1e-5


def read_safetensors(path):
    """Tensors by name, and 64-bit floats where they were 32-bit, so that this sums more exactly than what it checks."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        if entry["dtype"] != "F32":
            raise SystemExit(f"{path}: tensor {name} is {entry['dtype']}; this script reads F32.")
        start, end = entry["data_offsets"]
        values = np.frombuffer(data[start:end], dtype="<f4").reshape(entry["shape"])
        tensors[name] = values.astype(np.float64)
    return tensors


def convolution(x, kernel, bias, stride=2, pad=1):
    """x [B, H, W, C], kernel [k, k, C, C'], bias [C']; zeros on all four sides, windows that do not fit are left out."""
    side = kernel.shape[0]
    x = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(x, (side, side), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("bijcpq,pqco->bijo", windows, kernel, optimize=True) + bias


def batch_norm(x, state, name):
    """With the running statistics, as in evaluation."""
    scale, offset, mean, variance = (state[f"{name}/{part}"] for part in ("scale", "offset", "mean", "variance"))
    return (x - mean) / np.sqrt(variance + EPSILON) * scale + offset


def logits(state, images):
    x = images
    stage = 1
    while f"conv{stage}/kernel" in state:
        x = convolution(x, state[f"conv{stage}/kernel"], state[f"conv{stage}/bias"])
        x = np.maximum(batch_norm(x, state, f"norm{stage}"), 0)
        stage += 1
    x = x.reshape(len(x), -1)  # height, width, channels
    x = x @ state["linear1/kernel"] + state["linear1/bias"]
    return x @ state["linear2/kernel"] + state["linear2/bias"]


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    print(json.dumps(logits(read_safetensors(sys.argv[1]), read_safetensors(sys.argv[2])["images"]).tolist()))
