import { CONTRACT, parseOptions } from "@disentangle/core";
import type { Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { webgpuOptions } from "./options.ts";
import { WebgpuBackend } from "./webgpu-backend.ts";

export type { WebgpuOptions } from "./options.ts";

/** Offers the backend `webgpu`. */
const plugin: Plugin = {
  name: manifest.name,
  version: manifest.version,
  contract: CONTRACT,
  offers: [
    {
      kind: "backend",
      id: "webgpu",
      about: {
        title: "WebGPU",
        summary: "TensorFlow.js on the GPU through WebGPU: in Node over Dawn, in a page over the browser's own.",
        reference: "https://www.w3.org/TR/webgpu/",
        options: {
          powerPreference: "high-performance or low-power, default high-performance",
          adapter: "in Node: part of the name of the adapter to take, default the one Dawn prefers",
        },
        traits: { device: "GPU" },
      },
      configure(raw) {
        const options = parseOptions("backend webgpu", webgpuOptions, raw);
        return async () => new WebgpuBackend(options);
      },
    },
  ],
};

export default plugin;
