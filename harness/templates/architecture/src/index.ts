import { defineArchitecture, definePlugin, type Architecture, type Plugin } from "@disentangle/core";
import { batchNorm, convolution, flatten, linear, network, relu } from "@disentangle/ops";
import * as v from "valibot";
import manifest from "../package.json" with { type: "json" };

const options = v.strictObject({
  channels: v.optional(
    v.pipe(v.number(), v.integer(), v.minValue(1), v.description("features of the first convolution; the second has twice as many")),
    16,
  ),
});

/** Two convolutions that halve the image, each with batch norm and ReLU, and two linear layers. */
function smallNetwork(channels: number): Architecture {
  return {
    id: "template",
    build: (io, initial) =>
      network(
        [
          convolution({ channels, kernel: 4, stride: 2, pad: 1 }),
          batchNorm(),
          relu(),
          convolution({ channels: 2 * channels, kernel: 4, stride: 2, pad: 1 }),
          batchNorm(),
          relu(),
          flatten(),
          linear(100),
          relu(),
          linear(io.classes),
        ],
        io,
        initial,
      ),
  };
}

const plugin: Plugin = definePlugin(
  manifest,
  defineArchitecture({
    id: "template",
    title: "template",
    summary: "Two 4×4 convolutions of stride 2, each with batch norm and ReLU, and two linear layers.",
    options,
    make: ({ channels }) => smallNetwork(channels),
  }),
);

export default plugin;
