import type { Checkpoint } from "@disentangle/core";
import * as v from "valibot";
import type { Store } from "@disentangle/artifacts";
import { artifactTensors, storedTensors } from "./kinds/stored-tensors.ts";

/** A checkpoint that also counts the seconds spent before. */
export interface TimedCheckpoint extends Checkpoint {
  /** Seconds of work in all, those before an interruption included. */
  readonly seconds: () => number;
}

const Saved = v.object({ state: v.unknown(), seconds: v.number() });

/** The key of what a task that is not finished keeps. */
export function checkpointKey(key: string): string {
  return `${key}-checkpoint`;
}

/** Keeps the state of a task that learns in a store, from epoch to epoch. */
export function checkpointIn(store: Pick<Store, "read" | "write">, task: string): TimedCheckpoint {
  const key = checkpointKey(task);
  let before = 0;
  const began = performance.now();
  const seconds = (): number => before + (performance.now() - began) / 1000;
  return {
    seconds,
    async load() {
      const artifact = await store.read(key);
      const saved = v.safeParse(Saved, artifact?.json);
      if (artifact === undefined || !saved.success) return undefined;
      before = saved.output.seconds;
      return { json: saved.output.state as never, tensors: artifactTensors(artifact) };
    },
    async save({ json, tensors }) {
      await store.write(key, { json: { state: json, seconds: seconds() }, tensors: await storedTensors(tensors) });
    },
  };
}
