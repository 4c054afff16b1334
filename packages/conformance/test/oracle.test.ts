import type { Backend } from "@disentangle/core";
import { unmendGradients } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { oracleLaws } from "../src/oracle/oracle.ts";
import { upstreamFaults } from "../src/oracle/upstream.ts";

/** TensorFlow.js as it comes. */
const backend: Backend = {
  probe: async () => ({ works: true, detail: "" }),
  activate: async () => {
    await tf.setBackend("cpu");
    return { name: "cpu", detail: {} };
  },
};

unmendGradients();

test.each(oracleLaws.map((law) => [law.promise, law] as const))("TensorFlow.js's own cpu, %s", async (promise, law) => {
  const error = await law.check({ backend, runs: 25 }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  // Where this ends in "right", TensorFlow.js has mended it: take the mend out of @disentangle/ops and the
  // line out of the table.
  expect(error === undefined ? "right" : "wrong", String(error)).toBe(promise in upstreamFaults ? "wrong" : "right");
});
