import { defineBackend, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { NodeGpuBackend } from "./node-gpu-backend.ts";
import { nodeGpuOptions } from "./options.ts";

export type { NodeGpuOptions } from "./options.ts";

/** Offers the backend `node-gpu`. */
const plugin: Plugin = definePlugin(
  manifest,
  defineBackend({
    id: "node-gpu",
    title: "TensorFlow on CUDA",
    summary: "TensorFlow's native library in Node: on an NVIDIA GPU through @tensorflow/tfjs-node-gpu, or on the processor.",
    reference: "https://www.tensorflow.org/js/guide/nodejs",
    traits: { device: "GPU" },
    options: nodeGpuOptions,
    make: (options) => new NodeGpuBackend(options),
  }),
);

export default plugin;
