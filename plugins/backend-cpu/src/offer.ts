import { Fault, type Offer } from "@disentangle/core";
import { cpuBackend } from "./cpu-backend.ts";

/** What the plugin offers: the backend `cpu`, without options. */
export const offer: Offer<"backend"> = {
  kind: "backend",
  id: "cpu",
  about: {
    title: "TensorFlow.js CPU",
    summary: "TensorFlow.js's own plain backend: runs everywhere, slow, the oracle of the conformance suites.",
    reference: "https://www.tensorflow.org/js",
    traits: { device: "CPU", threads: 1 },
  },
  configure(raw) {
    const names = Object.keys(raw ?? {});
    if (names.length > 0) {
      throw new Fault("bad-option", `The backend cpu has no options, and got ${names.join(", ")}.`, {
        value: raw,
        mend: "Leave them out, or choose the backend simd for speed.",
      });
    }
    return () => Promise.resolve(cpuBackend);
  },
};
