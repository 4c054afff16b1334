import type { Proposal } from "@disentangle/core";
import type { Tensor } from "@tensorflow/tfjs";

/** What an attack has spent on every row, and when it first met the criterion. */
export class Tally {
  readonly iterations: Int32Array;
  readonly gradients: Int32Array;
  readonly forwards: Int32Array;
  readonly zeroGradients: Int32Array;

  constructor(rows: number) {
    this.iterations = new Int32Array(rows).fill(-1);
    this.gradients = new Int32Array(rows);
    this.forwards = new Int32Array(rows);
    this.zeroGradients = new Int32Array(rows);
  }

  /** One more forward pass of a row, with or without a gradient. */
  count(row: number, gradient: boolean, zero: boolean): void {
    (this.forwards[row] as number)++;
    if (gradient) (this.gradients[row] as number)++;
    if (gradient && zero) (this.zeroGradients[row] as number)++;
  }

  /** The proposal of these points, which it owns from now on. */
  propose(points: Tensor): Proposal {
    const { iterations, gradients, forwards, zeroGradients } = this;
    return { points, iterations, gradients, forwards, zeroGradients, [Symbol.dispose]: () => points.dispose() };
  }
}
