import type { Architecture } from "@disentangle/core";
import { averagePool, batchNorm, convolution, heFanOut, linear, network, relu, residual } from "@disentangle/ops";
import type { Layer } from "@disentangle/ops";
import type { Resnet13Options } from "./options.ts";

/**
 * The residual network of the original experiments (named ResNet-13 in the paper; it has 14 layers with
 * weights).
 */
export function resnet13(options: Resnet13Options): Architecture {
  return { id: "resnet13", build: (io, initial) => network(resnetLayers(options, io.classes), io, initial) };
}

function resnetLayers({ channels, blocks, stages }: Resnet13Options, classes: number): readonly Layer[] {
  const stage = (i: number): Layer[] => {
    const first = i === 0 ? block(channels, 1) : block(channels * 2 ** i, 2);
    return [first, ...Array.from({ length: blocks - 1 }, () => block(channels * 2 ** i, 1))];
  };
  return [
    convolution3(channels, 1),
    batchNorm(),
    relu(),
    ...Array.from({ length: stages }, (_, i) => stage(i)).flat(),
    averagePool(),
    linear(classes),
  ];
}

/** A basic block; with stride 2, where the shape changes, its shortcut is a 1 × 1 convolution. */
function block(channels: number, stride: 1 | 2): Layer {
  return residual(
    [convolution3(channels, stride), batchNorm(), relu(), convolution3(channels, 1), batchNorm()],
    stride === 1 ? [] : [convolution({ channels, kernel: 1, stride, bias: false, deviation: heFanOut }), batchNorm()],
  );
}

function convolution3(channels: number, stride: 1 | 2): Layer {
  return convolution({ channels, kernel: 3, stride, pad: 1, bias: false, deviation: heFanOut });
}
