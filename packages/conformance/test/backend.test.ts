import { Fault, type Backend } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { backendLaws, testBackend } from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const cpu: Backend = {
  probe: () => Promise.resolve({ works: true, detail: "one thread" }),
  activate: async () => {
    await tf.setBackend("cpu");
    return { name: "cpu", detail: { threads: 1 } };
  },
};

const absent: Backend = {
  probe: () => Promise.resolve({ works: false, reason: "No such device.", mend: "Plug it in." }),
  activate: () => Promise.reject(new Fault("unavailable", "No such device.", { mend: "Plug it in." })),
};

testBackend("cpu", { backend: cpu });
testBackend("a device that is not here", { backend: absent });

let probes = 0;

const mutants: Readonly<Record<string, Backend>> = {
  "no reason given | in words": { ...absent, probe: () => Promise.resolve({ works: false, reason: "", mend: "" }) },
  "a probe that leaves a tensor | leaves no tensors": {
    ...cpu,
    probe: () => {
      tf.scalar(1);
      return cpu.probe();
    },
  },
  "a probe of changing mind | two probes": { ...absent, probe: () => (probes++ % 2 === 0 ? cpu.probe() : absent.probe()) },
  "another name | active backend, as": { ...cpu, activate: async () => ({ ...(await cpu.activate()), name: "gpu" }) },
  "a function in its record | plain data": {
    ...cpu,
    activate: async () => ({ ...(await cpu.activate()), detail: { limits: (() => 1) as unknown as number } }),
  },
  "NaN in its record | plain data": { ...cpu, activate: async () => ({ ...(await cpu.activate()), detail: { memory: Number.NaN } }) },
  "activated though it is not here | is a Fault": { ...absent, activate: () => cpu.activate() },
  "an ordinary error | is a Fault": { ...absent, activate: () => Promise.reject(new Error("no such device")) },
};

describe("a broken backend is caught by its law:", () => {
  test.each(Object.entries(mutants))("%s", async (name, backend) => {
    const [, promise] = name.split(" | ") as [string, string];
    await expect(backendLaws.find((law) => law.promise.includes(promise))?.check({ backend })).rejects.toThrow(/./u);
  });
});
