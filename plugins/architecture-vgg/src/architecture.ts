import type { Architecture } from "@disentangle/core";
import { batchNorm, convolution, flatten, heFanIn, heFanOut, linear, maxPool, network, relu } from "@disentangle/ops";
import type { Layer } from "@disentangle/ops";
import type { VggOptions } from "./options.ts";

/** The VGG of the original experiments. */
export function vgg(options: VggOptions): Architecture {
  return { id: "vgg", build: (io, initial) => network(vggLayers(options, io.classes), io, initial) };
}

/** Neither dropout nor batch norm in the linear layers, and no pooling after the last convolution. */
function vggLayers({ channels, hidden }: VggOptions, classes: number): readonly Layer[] {
  const features = channels.flatMap((width, i) => [
    ...(i > 0 && width !== channels[i - 1] ? [maxPool(2)] : []),
    convolution({ channels: width, kernel: 3, pad: 1, deviation: heFanOut }),
    batchNorm(),
    relu(),
  ]);
  const head = [hidden, hidden].flatMap((width) => [linear(width, { deviation: heFanIn }), relu()]);
  return [...features, flatten(), ...head, linear(classes, { deviation: heFanIn })];
}
