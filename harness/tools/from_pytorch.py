#!/usr/bin/env python3
"""Writes the weights of a PyTorch model as Disentangle reads them (safetensors, named and laid out as TensorFlow.js
has them), for the architectures cnn, mlp, resnet13 and vgg.

    python3 from_pytorch.py model.pt cnn.safetensors --architecture cnn

The state dict may be a .pt/.pth file (needs torch; a checkpoint with "state_dict" or "model" in it will do) or a
.safetensors file. Needs numpy.

Modules are matched by order and kind: the i-th convolution of the state dict is the i-th of the architecture, and so
on; in a ResNet, blocks follow each other with conv, norm, conv, norm and, where the shape changes, the shortcut's
convolution and norm, which is the order of torchvision's BasicBlock. --list prints the names, --map takes a JSON file
{"conv1": "features.0", ...} where the order differs.
"""
import argparse
import json
import struct
import sys

import numpy

DTYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "u1"}


def read_safetensors(path):
    with open(path, "rb") as file:
        data = file.read()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        begin, end = (8 + size + offset for offset in entry["data_offsets"])
        tensors[name] = numpy.frombuffer(data[begin:end], DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


def write_safetensors(path, tensors, metadata):
    header, offset = {"__metadata__": metadata}, 0
    arrays = {name: numpy.ascontiguousarray(tensor, "<f4") for name, tensor in tensors.items()}
    for name, array in arrays.items():
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in arrays.values():
            file.write(array.tobytes())


def read_state(path):
    if path.endswith(".safetensors"):
        return read_safetensors(path)
    import torch

    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except TypeError:  # Before torch 1.13 nothing else can be had.
        state = torch.load(path, map_location="cpu")
    for key in ("state_dict", "model_state_dict", "model"):
        if isinstance(state, dict) and isinstance(state.get(key), dict):
            state = state[key]
    return {name: tensor.numpy() for name, tensor in state.items()}


def modules_of(state):
    """The modules with weights, in order: (name, kind, tensors by their last name)."""
    modules = {}
    for name, tensor in state.items():
        prefix, _, last = name.rpartition(".")
        modules.setdefault(prefix, {})[last] = tensor
    kinds = {4: "conv", 2: "linear", 1: "norm"}
    found = []
    for prefix, tensors in modules.items():
        if "weight" not in tensors:
            continue
        kind = kinds.get(tensors["weight"].ndim)
        if kind is None or (kind == "norm" and "running_mean" not in tensors):
            sys.exit(f"{prefix or 'the model'}: weights of {tensors['weight'].ndim} dimensions are of no layer that our architectures have")
        found.append((prefix, kind, tensors))
    return found


def names_of(architecture, modules):
    """Our names of the modules of that architecture, in its order, with their kind."""
    convs = sum(kind == "conv" for _, kind, _ in modules)
    linears = sum(kind == "linear" for _, kind, _ in modules)
    if architecture in ("cnn", "vgg"):
        stages = [name for i in range(1, convs + 1) for name in (f"conv{i}", f"norm{i}")]
        return stages + [f"linear{i}" for i in range(1, linears + 1)]
    if architecture == "mlp":
        hidden = [name for i in range(1, linears) for name in (f"linear{i}", f"norm{i}")]
        return hidden + [f"linear{linears}"]
    names, block, rest = ["conv1", "norm1"], 1, [m for m in modules if m[1] == "conv"][1:]
    while len(rest) >= 2:
        start = f"block{block}/"
        names += [start + name for name in ("conv1", "norm1", "conv2", "norm2")]
        rest = rest[2:]
        if rest and rest[0][2]["weight"].shape[2:] == (1, 1):
            names += [f"{start}shortcut/{name}" for name in ("conv1", "norm1")]
            rest = rest[1:]
        block += 1
    return names + ["linear1"]


def kind_of(name):
    return name.rpartition("/")[2].rstrip("0123456789")


def convert(modules, names, channels):
    tensors, maps = {}, None
    for (source, kind, values), name in zip(modules, names):
        if kind != kind_of(name):
            sys.exit(f"{source} is a {kind} where {name} is due: give --map, or check --architecture")
        weight = values["weight"]
        if kind == "conv":
            tensors[f"{name}/kernel"] = weight.transpose(2, 3, 1, 0)  # O I H W to H W I O
            maps = weight.shape[0]
        elif kind == "norm":
            tensors[f"{name}/scale"], tensors[f"{name}/offset"] = weight, values["bias"]
            tensors[f"{name}/mean"], tensors[f"{name}/variance"] = values["running_mean"], values["running_var"]
            continue
        else:
            kernel = weight.T
            depth = maps if maps is not None else channels
            if name == "linear1" and depth and kernel.shape[0] % depth == 0:
                # PyTorch flattens channels, height, width; TensorFlow.js height, width, channels.
                rows = numpy.arange(kernel.shape[0]).reshape(depth, -1).T.ravel()
                kernel = kernel[rows]
            tensors[f"{name}/kernel"] = kernel
        if "bias" in values:
            tensors[f"{name}/bias"] = values["bias"]
    return tensors


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("state", help=".pt, .pth or .safetensors")
    parser.add_argument("out", nargs="?", help="the .safetensors file to write")
    parser.add_argument("--architecture", required=True, choices=["cnn", "mlp", "resnet13", "vgg"])
    parser.add_argument("--channels", type=int, default=1, help="channels of the images, for an mlp (default 1)")
    parser.add_argument("--map", help="JSON file: our name of each layer, and its name in the state dict")
    parser.add_argument("--list", action="store_true", help="print which layer is taken for which, and write nothing")
    options = parser.parse_args()
    modules = modules_of(read_state(options.state))
    names = names_of(options.architecture, modules)
    if options.map:
        with open(options.map, encoding="utf-8") as file:
            chosen = json.load(file)
        by_name = {module[0]: module for module in modules}
        missing = [source for source in chosen.values() if source not in by_name]
        if missing:
            sys.exit(f"--map names {missing[0]}, which the state dict does not have: it has {', '.join(by_name)}")
        modules, names = [by_name[source] for source in chosen.values()], list(chosen)
    if len(modules) != len(names):
        sys.exit(
            f"the state dict has {len(modules)} layers with weights where {options.architecture} has {len(names)}: "
            f"{', '.join(f'{name} ({kind})' for name, kind, _ in modules)} against {', '.join(names)}"
        )
    if options.list:
        for (source, kind, values), name in zip(modules, names):
            print(f"{name}\t{source}\t{kind} {tuple(values['weight'].shape)}")
        return
    if options.out is None:
        parser.error("name the file to write")
    tensors = convert(modules, names, options.channels)
    write_safetensors(options.out, tensors, {"architecture": options.architecture})
    print(f"{len(tensors)} tensors of {len(names)} layers: {options.out}")


main()
