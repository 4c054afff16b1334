import { defineBackend, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { webgpuOptions } from "./options.ts";
import { WebgpuBackend } from "./webgpu-backend.ts";

export type { WebgpuOptions } from "./options.ts";

/** Offers the backend `webgpu`. */
const plugin: Plugin = definePlugin(
  manifest,
  defineBackend({
    id: "webgpu",
    title: "WebGPU",
    summary: "TensorFlow.js on the GPU through WebGPU: in Node over Dawn, in a page over the browser's own.",
    reference: "https://www.w3.org/TR/webgpu/",
    traits: { device: "GPU" },
    options: webgpuOptions,
    make: (options) => new WebgpuBackend(options),
  }),
);

export default plugin;
