"""Codes and reconstructions of a learned class, from its safetensors file, with numpy alone.

    python3 tools/reconstruct.py class.safetensors images.safetensors > reconstructions.json

`class.safetensors` is what a lesson keeps, under the names of the README. `images.safetensors` holds a tensor `images`
[B, height, width, channels] in [0, 1]. Prints `mean` and `logVariance` [B, Q] of the codes, and `images`, what the decoder makes of the means.
Readable on purpose: it says what the networks compute.
"""

import json
import struct
import sys

import numpy as np

EPSILON = 1e-5


def read_safetensors(path):
    """Tensors by name, 32-bit floats as 64-bit ones, so that this sums more exactly than what it checks."""
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__" or entry["dtype"] != "F32":
            continue
        start, end = entry["data_offsets"]
        tensors[name] = np.frombuffer(data[start:end], dtype="<f4").reshape(entry["shape"]).astype(np.float64)
    return tensors


def convolution(x, kernel, bias, stride=2, pad=1):
    """x [B, H, W, C], kernel [k, k, C, C'], bias [C']; zeros on all four sides, windows that do not fit are left out."""
    side = kernel.shape[0]
    x = np.pad(x, ((0, 0), (pad, pad), (pad, pad), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(x, (side, side), axis=(1, 2))[:, ::stride, ::stride]
    return np.einsum("bijcpq,pqco->bijo", windows, kernel, optimize=True) + bias


def transposed_convolution(x, kernel, bias, size, stride=2, pad=2):
    """Every value of x [B, h, w, C] times the kernel [k, k, C', C], put where it falls in a map of that size, the border cut off."""
    side = kernel.shape[0]
    batch, height, width, _ = x.shape
    room = np.zeros((batch, (height - 1) * stride + side + stride, (width - 1) * stride + side + stride, kernel.shape[2]))
    for i in range(height):
        for j in range(width):
            room[:, i * stride : i * stride + side, j * stride : j * stride + side] += np.einsum("bc,pqoc->bpqo", x[:, i, j], kernel)
    return room[:, pad : pad + size[0], pad : pad + size[1]] + bias


def batch_norm(x, state, name):
    """With the running statistics, as in evaluation."""
    scale, offset, mean, variance = (state[f"{name}/{part}"] for part in ("scale", "offset", "mean", "variance"))
    return (x - mean) / np.sqrt(variance + EPSILON) * scale + offset


def encode(state, x):
    level = 1
    while f"encoder/conv{level}/kernel" in state:
        x = convolution(x, state[f"encoder/conv{level}/kernel"], state[f"encoder/conv{level}/bias"])
        x = np.maximum(batch_norm(x, state, f"encoder/norm{level}"), 0)
        level += 1
    heads = x.reshape(len(x), -1) @ state["encoder/linear1/kernel"] + state["encoder/linear1/bias"]
    return np.split(heads, 2, axis=1)


def decode(state, z, sizes):
    """`sizes`: heights and widths of the maps from the smallest on, the image's last."""
    x = z @ state["decoder/linear1/kernel"] + state["decoder/linear1/bias"]
    x = x.reshape(len(x), *sizes[0], -1)
    for level, size in enumerate(sizes[1:], start=1):
        x = transposed_convolution(x, state[f"decoder/transposed{level}/kernel"], state[f"decoder/transposed{level}/bias"], size)
        if level < len(sizes) - 1:
            x = np.maximum(batch_norm(x, state, f"decoder/norm{level}"), 0)
    return 1 / (1 + np.exp(-x))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    state, images = read_safetensors(sys.argv[1]), read_safetensors(sys.argv[2])["images"]
    levels = sum(name.startswith("decoder/transposed") and name.endswith("/kernel") for name in state)
    sizes = [(images.shape[1] // 2**level, images.shape[2] // 2**level) for level in range(levels, -1, -1)]
    mean, log_variance = encode(state, images)
    print(json.dumps({"mean": mean.tolist(), "logVariance": log_variance.tolist(), "images": decode(state, mean, sizes).tolist()}))
