import { type Classifier, Fault } from "@disentangle/core";
import type { Adam } from "@disentangle/ops";
import type * as tf from "@tensorflow/tfjs";

/** All that must be kept after an epoch to go on as if nothing had happened. */
export interface TrainingState {
  /** Mean loss of each completed epoch. */
  readonly losses: readonly number[];
  /** Optimiser steps taken. */
  readonly step: number;
  /** `classifier/<name>`: the classifier's state; `optimiser/<name>`: moments of Adam. */
  readonly tensors: Readonly<Record<string, tf.Tensor>>;
}

/** Keeps the state of a training between epochs. */
export interface Checkpoint {
  /** The last state saved, if there is one. Training takes its tensors over and frees them. */
  load(): Promise<TrainingState | undefined>;
  /** Saves a state. Its tensors are the live ones: read them before the promise settles, and do not free them. */
  save(state: TrainingState): Promise<void>;
}

/** The state after an epoch; its tensors are the live ones. */
export function stateOf(classifier: Classifier, optimiser: Adam, losses: readonly number[]): TrainingState {
  const { step, moments } = optimiser.state();
  const tensors = { ...prefixed("classifier/", classifier.state()), ...prefixed("optimiser/", moments) };
  return { losses: [...losses], step, tensors };
}

/**
 * Puts classifier and optimiser where they were.
 *
 * @throws Fault `bad-data` where the state is of another classifier
 */
export function restore(classifier: Classifier, optimiser: Adam, { step, tensors }: TrainingState): void {
  const moments: Record<string, tf.Tensor> = {};
  for (const [name, variable] of Object.entries({
    ...prefixed("classifier/", classifier.state()),
    ...prefixed("optimiser/", optimiser.state().moments),
  })) {
    const saved = tensors[name];
    if (saved === undefined || String(saved.shape) !== String(variable.shape)) {
      throw new Fault("bad-data", `The checkpoint does not hold ${name} with shape [${variable.shape.join(", ")}].`, {
        value: saved?.shape,
        mend: "Delete the checkpoint to train from the start, or continue with the architecture it was made with.",
      });
    }
    if (name.startsWith("optimiser/")) moments[name.slice("optimiser/".length)] = saved;
    else variable.assign(saved);
  }
  optimiser.restore({ step, moments });
}

function prefixed(prefix: string, variables: Readonly<Record<string, tf.Variable>>): Record<string, tf.Variable> {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [prefix + name, variable]));
}
