import type { Tensor } from "@tensorflow/tfjs";
import type { Json } from "./json.ts";

/** All that must be kept of something that learns, to go on as if nothing had happened. */
export interface LearningState {
  /** Plain data: epochs done, losses, whatever is no tensor. */
  readonly json: Json;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

/** Keeps the state of something that learns, from epoch to epoch. */
export interface Checkpoint {
  /** The last state saved, if there is one. Whoever asked frees its tensors. */
  load(): Promise<LearningState | undefined>;
  /**
   * Saves a state. Its tensors may be the live ones: they are read before the promise settles, and not freed.
   */
  save(state: LearningState): Promise<void>;
}
