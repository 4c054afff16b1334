import type { Tensor, Tensor2D, Tensor4D, Variable } from "@tensorflow/tfjs";
import type { ImageShape } from "./dataset.ts";
import type { Random } from "./random.ts";

/** Tensors by name, in a fixed order. */
export type NamedTensors = Readonly<Record<string, Tensor>>;

/** A classifier that can no longer change: running statistics, batch norm folded in. What an attack sees. */
export interface Frozen extends Disposable {
  readonly classes: number;
  /**
   * False where it answers without gradients: attacks that ask for one are then refused by a {@link Fault}.
   */
  readonly gradients?: boolean;
  /**
   * Logits [B, classes] of images [B, height, width, channels] in [0, 1]; differentiable in the images alone.
   */
  classify(images: Tensor4D): Tensor2D;
}

/** A classifier in training. */
export interface Classifier extends Disposable {
  readonly classes: number;
  /**
   * Logits [B, classes]; differentiable in images and parameters. `train` normalises with the statistics of
   * the batch and updates the running ones, `eval` uses the running ones.
   */
  logits(images: Tensor4D, mode: "train" | "eval"): Tensor2D;
  /** What the optimiser changes, by stable name. */
  parameters(): Readonly<Record<string, Variable>>;
  /** All that must be saved to continue: parameters and running statistics, by stable name. */
  state(): Readonly<Record<string, Variable>>;
  /** A copy for attacks and evaluation; later training does not change it. */
  freeze(): Frozen;
}

/** What variables start from: random draws, or the values that {@link Classifier.state} had, by name. */
export type Initial = Random | NamedTensors;

/** A recipe for classifiers. */
export interface Architecture {
  readonly id: string;
  /**
   * A classifier, freshly initialised or with stored weights; the latter draws nothing. Stored tensors stay
   * the caller's, who may free them at once.
   *
   * @throws Fault `bad-data` where stored weights are missing or of another shape
   */
  build(io: { readonly image: ImageShape; readonly classes: number }, initial: Initial): Classifier;
}
