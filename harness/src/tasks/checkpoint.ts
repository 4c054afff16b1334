import { stored, takeTensor, type StoredTensors, type ArtifactStore } from "@disentangle/artifacts";
import type { Checkpoint, TrainingState } from "@disentangle/training";
import * as tf from "@tensorflow/tfjs";
import * as v from "valibot";

const Progress = v.object({ losses: v.array(v.number()), step: v.number(), seconds: v.number() });

/** A checkpoint that also counts the seconds spent before. */
export interface TimedCheckpoint extends Checkpoint {
  /** Seconds of training in all, those before an interruption included. */
  seconds(): number;
}

/** Keeps the state of a training in a store after every epoch. */
export function checkpointIn(store: ArtifactStore, key: string): TimedCheckpoint {
  let before = 0;
  const began = performance.now();
  const seconds = (): number => before + (performance.now() - began) / 1000;
  return {
    seconds,
    async load() {
      const artifact = await store.read(key);
      const progress = v.safeParse(Progress, artifact?.json);
      if (artifact === undefined || !progress.success) return undefined;
      before = progress.output.seconds;
      return { ...progress.output, tensors: toTensors(artifact.tensors) };
    },
    async save({ losses, step, tensors }: TrainingState) {
      const json = { losses: [...losses], step, seconds: seconds() };
      await store.write(key, { json, tensors: await fromTensors(tensors) });
    },
  };
}

/** Float32 arrays of tensors, read in one go. */
export async function fromTensors(tensors: Readonly<Record<string, tf.Tensor>>): Promise<StoredTensors> {
  const entries = Object.entries(tensors).map(
    async ([name, tensor]) => [name, stored((await tensor.data()) as Float32Array, tensor.shape)] as const,
  );
  return Object.fromEntries(await Promise.all(entries));
}

/** Tensors of stored float32 arrays; the caller disposes of them. */
export function toTensors(arrays: StoredTensors): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.keys(arrays).map((name) => {
      const { data, shape } = takeTensor(arrays, name, "F32");
      return [name, tf.tensor(data, [...shape])];
    }),
  );
}
