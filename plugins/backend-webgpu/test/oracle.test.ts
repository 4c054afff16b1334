import { testOracle } from "@disentangle/conformance";
import { test } from "vitest";
import { WebgpuBackend } from "../src/webgpu-backend.ts";
import { withoutAdapter } from "./software-adapter.ts";

const missing = await withoutAdapter();

if (missing === undefined) {
  const backend = new WebgpuBackend({ powerPreference: "high-performance", adapter: "" });
  testOracle(
    "webgpu",
    { backend, runs: 2 },
    {
      broken: [
        // The standard lets shaders assume that there is no NaN, and sine and cosine err by 2⁻¹¹.
        ...["acosh", "atanh", "elu", "log1p", "sigmoid"].map((name) => `${name} of NaN and infinities: values`),
        "cos: values",
        "sin: values",
        // Kernels of TensorFlow.js: shapes of one element.
        ...["prod", "argMax", "argMin", "argMax with ties"].map((name) => `${name}: values`),
        // A slice of no elements.
        "slice: gradient",
        // The matrix is read on the host, which cannot be awaited within a gradient.
        "image.transform: gradient",
      ],
      // TensorFlow.js's shaders for five axes do not compile.
      untried: /3d/i,
    },
  );
} else {
  test.skip(`webgpu computes what plain loops compute (skipped: ${missing})`);
}
