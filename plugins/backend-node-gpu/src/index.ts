import { CONTRACT, parseOptions } from "@disentangle/core";
import type { Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { NodeGpuBackend } from "./node-gpu-backend.ts";
import { nodeGpuOptions } from "./options.ts";

export type { NodeGpuOptions } from "./options.ts";

/** Offers the backend `node-gpu`. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "backend",
      id: "node-gpu",
      about: {
        title: "TensorFlow on CUDA",
        summary: "TensorFlow's native library in Node: on an NVIDIA GPU through @tensorflow/tfjs-node-gpu, or on the processor.",
        reference: "https://www.tensorflow.org/js/guide/nodejs",
        options: { device: "gpu, or cpu for the processor through @tensorflow/tfjs-node, default gpu" },
        traits: { device: "GPU" },
      },
      configure(raw) {
        const options = parseOptions("backend node-gpu", nodeGpuOptions, raw);
        return async () => new NodeGpuBackend(options);
      },
    },
  ],
};

export default plugin;
