import { defineBackend, definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { cpuBackend } from "./cpu-backend.ts";

/** TensorFlow.js's own CPU backend. */
const plugin: Plugin = definePlugin(
  manifest,
  defineBackend({
    id: "cpu",
    title: "TensorFlow.js CPU",
    summary: "TensorFlow.js's own plain backend: runs everywhere, slow, the oracle of the conformance suites.",
    reference: "https://www.tensorflow.org/js",
    traits: { device: "CPU", threads: 1 },
    make: () => cpuBackend,
  }),
);

export default plugin;
