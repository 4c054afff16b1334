import type { Proposal } from "@disentangle/core";
import type { Tensor } from "@tensorflow/tfjs";

/** What an attack has spent on every row, when it first met the criterion, and whether its loss fell. */
export class RowCounts {
  readonly iterations: Int32Array;
  readonly gradients: Int32Array;
  readonly forwards: Int32Array;
  readonly zeroGradients: Int32Array;
  /** 1 where the loss was no lower at the last evaluation than at the first. */
  readonly stalled: Uint8Array;

  constructor(rows: number) {
    this.iterations = new Int32Array(rows).fill(-1);
    this.gradients = new Int32Array(rows);
    this.forwards = new Int32Array(rows);
    this.zeroGradients = new Int32Array(rows);
    this.stalled = new Uint8Array(rows);
  }

  /** One more forward pass of a row, with or without a gradient. */
  count(row: number, gradient: boolean, zero: boolean): void {
    (this.forwards[row] as number)++;
    if (gradient) (this.gradients[row] as number)++;
    if (gradient && zero) (this.zeroGradients[row] as number)++;
  }

  /** The proposal of these points, which it owns from now on. */
  propose(points: Tensor): Proposal {
    const { iterations, gradients, forwards, zeroGradients, stalled } = this;
    return { points, iterations, gradients, forwards, zeroGradients, stalled, [Symbol.dispose]: () => points.dispose() };
  }
}
