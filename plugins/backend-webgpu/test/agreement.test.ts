import { testBackendAgreement } from "@disentangle/conformance";
import { L2, LINF, projectedDescent } from "@disentangle/ops";
import { test } from "vitest";
import { WebgpuBackend } from "../src/webgpu-backend.ts";
import { withoutAdapter } from "./software-adapter.ts";

const missing = await withoutAdapter();

if (missing === undefined) {
  testBackendAgreement("webgpu", {
    // The standard allows an absolute error of 2⁻¹¹ within [−π, π]; the sampler brings its own.
    tolerances: { sin: 2 ** -11, cos: 2 ** -11 },
    backend: new WebgpuBackend({ powerPreference: "high-performance", adapter: "" }),
    attacks: [
      projectedDescent("stopping", LINF, { iterations: 10, learningRate: 0.02, keep: "first", scaling: "coordinate" }),
      projectedDescent("run-through", L2, { iterations: 10, learningRate: 0.1, keep: "best", scaling: "row" }),
    ],
  });
} else {
  test.skip(`webgpu agrees with cpu (skipped: ${missing})`);
}
