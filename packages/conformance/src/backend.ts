import { Fault, type Backend } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { describe, test } from "vitest";
import { demand, type Law } from "./law.ts";

/** A backend under test. */
export interface BackendSubject {
  readonly backend: Backend;
}

/**
 * What every backend promises of probing and activating it, also where it does not work on this machine. What
 * it computes is promised by {@link backendAgreementLaws}. Each law leaves the TensorFlow.js backend active
 * that it found.
 */
export const backendLaws: readonly Law<BackendSubject>[] = [
  law("a probe says whether it works, in words, and why and how to mend it where it does not", async (backend) => {
    const found = await backend.probe();
    const words = found.works ? [found.detail] : [found.reason, found.mend];
    demand(
      words.every((text) => typeof text === "string" && text.trim() !== ""),
      `A probe answered ${JSON.stringify(found)}.`,
    );
  }),
  law("a probe activates nothing and leaves no tensors", async (backend) => {
    const [active, tensors] = [tf.getBackend(), tf.memory().numTensors];
    await backend.probe();
    demand(tf.getBackend() === active, `A probe activated ${tf.getBackend()} in place of ${active}.`);
    demand(tf.memory().numTensors === tensors, `A probe left ${tf.memory().numTensors - tensors} tensors.`);
  }),
  law("two probes agree", async (backend) => {
    const [first, second] = [await backend.probe(), await backend.probe()];
    demand(first.works === second.works, `It works: ${first.works}; probed again: ${second.works}.`);
  }),
  law("activating it makes it the active backend, as often as one likes", async (backend) => {
    if (!(await backend.probe()).works) return;
    for (const time of ["first", "second"]) {
      const { name } = await backend.activate();
      demand(name === tf.getBackend(), `Activated the ${time} time as ${name}, the active backend is ${tf.getBackend()}.`);
    }
  }),
  law("what a run records of it is plain data", async (backend) => {
    if (!(await backend.probe()).works) return;
    const info = await backend.activate();
    const kept: unknown = JSON.parse(JSON.stringify(info));
    demand(JSON.stringify(kept) === JSON.stringify({ ...info, detail: { ...info.detail } }), `It records ${JSON.stringify(info)}.`);
    const odd = Object.entries(info.detail).find(
      ([, value]) => !["string", "number", "boolean"].includes(typeof value) || Number.isNaN(value),
    );
    demand(odd === undefined, `It records ${odd?.[0]}: ${String(odd?.[1])}.`);
  }),
  law("it computes once it is active, and frees what it computed", async (backend) => {
    if (!(await backend.probe()).works) return;
    await backend.activate();
    const before = tf.memory().numTensors;
    const product = tf.tidy(() =>
      tf.matMul(
        tf.tensor2d([
          [1, 2],
          [3, 4],
        ]),
        tf.tensor2d([
          [5, 6],
          [7, 8],
        ]),
      ),
    );
    const values = Array.from(await product.data());
    product.dispose();
    demand(values.join() === "19,22,43,50", `The product of two small matrices is ${values.join()}.`);
    demand(tf.memory().numTensors === before, `A product left ${tf.memory().numTensors - before} tensors.`);
  }),
  law("where it does not work, activating it is a Fault `unavailable`, and the active backend stays", async (backend) => {
    if ((await backend.probe()).works) return;
    const active = tf.getBackend();
    const error = await backend.activate().then(
      () => undefined,
      (reason: unknown) => (reason instanceof Error ? reason : new Error("something that is no error")),
    );
    demand(Fault.is(error, "unavailable"), `The probe says no, and activating it gave ${error?.message ?? "no error"}.`);
    demand(tf.getBackend() === active, `Failing to activate it left ${tf.getBackend()} active in place of ${active}.`);
  }),
];

/** Registers every law as a test of that backend. */
export function testBackend(name: string, subject: BackendSubject): void {
  describe(`${name} keeps the contract of a backend`, () => {
    for (const law of backendLaws) test(law.promise, () => law.check(subject));
  });
}

/** A law that puts the active backend back. */
function law(promise: string, check: (backend: Backend) => Promise<void>): Law<BackendSubject> {
  return {
    promise,
    check: async ({ backend }) => {
      const active = tf.getBackend();
      try {
        await check(backend);
      } finally {
        if (tf.getBackend() !== active) await tf.setBackend(active);
      }
    },
  };
}
