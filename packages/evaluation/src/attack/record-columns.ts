import type { AttackRecord, Norm, PartsOutcome, Proposal, SourceOutcome, TransferRecord } from "@disentangle/core";
import type { Judgement, Origin } from "./judge.ts";

type Columns = Pick<AttackRecord, "correct" | "success" | "iteration" | "norms" | "imageL2" | "gradients" | "forwards">;

/** Collects what was found, restart by restart and batch by batch, into the columns of a record. */
export class RecordColumns {
  /**
   * Columns of the record; rows never attacked hold success 2 (an earlier restart had succeeded) and zeros.
   */
  readonly columns: Columns;
  #points = new Float32Array(0);
  #images = new Float32Array(0);
  readonly #count: number;
  readonly #solved: Uint8Array;
  #transfer: TransferRecord | undefined;
  #parts: PartsOutcome | undefined;

  /** @param norm of the attack, whose column a record has besides L0, L1, L2 and L∞ */
  constructor(count: number, restarts: number, norm: Norm) {
    const total = count * restarts;
    this.#count = count;
    this.#solved = new Uint8Array(count);
    this.columns = {
      correct: new Uint8Array(count),
      success: new Uint8Array(total).fill(2),
      iteration: new Int32Array(total).fill(-1),
      norms: {
        [norm.id]: new Float32Array(total),
        l0: new Float32Array(total),
        l1: new Float32Array(total),
        l2: new Float32Array(total),
        linf: new Float32Array(total),
      },
      imageL2: new Float32Array(total),
      gradients: new Int32Array(total),
      forwards: new Int32Array(total),
    };
  }

  /** What a transfer attack met on its way; absent for others. */
  get transfer(): TransferRecord | undefined {
    return this.#transfer;
  }

  /** Which part of a composed attack found what; absent for others. */
  get parts(): PartsOutcome | undefined {
    return this.#parts;
  }

  /** One point per sample. [n · D] */
  get points(): Float32Array {
    return this.#points;
  }

  /** One image per sample. [n · height · width · channels] */
  get images(): Float32Array {
    return this.#images;
  }

  /** Whether a restart has succeeded on that sample. */
  solved(row: number): boolean {
    return this.#solved[row] === 1;
  }

  /** Enters a judged batch of those rows. */
  enter(rows: Int32Array, restart: number, origin: Origin, proposal: Proposal, judgement: Judgement): void {
    const { correct, success, iteration, norms, imageL2, gradients, forwards } = this.columns;
    const [size, pixels] = [judgement.clipped.points.length / rows.length, judgement.images.length / rows.length];
    if (this.#points.length === 0) {
      this.#points = new Float32Array(this.#count * size);
      this.#images = new Float32Array(this.#count * pixels);
    }
    const { source } = proposal;
    if (source !== undefined) this.#enterSource(rows, restart, origin, source);
    if (proposal.parts !== undefined) this.#enterParts(rows, restart, proposal.parts);
    rows.forEach((row, i) => {
      const at = restart * this.#count + row;
      const succeeded = (judgement.success[i] as number) & (source?.success[i] ?? 1);
      correct[row] = (origin.correct[i] as number) & (source?.correct[i] ?? 1);
      success[at] = succeeded;
      iteration[at] = succeeded === 1 ? (proposal.iterations[i] as number) : -1;
      for (const [norm, column] of Object.entries(norms)) column[at] = (judgement.norms[norm] as Float32Array)[i] as number;
      imageL2[at] = judgement.imageL2[i] as number;
      gradients[at] = proposal.gradients[i] as number;
      forwards[at] = proposal.forwards[i] as number;
      if (this.#solved[row] === 1) return;
      this.#solved[row] = succeeded;
      this.#points.set(judgement.clipped.points.subarray(i * size, (i + 1) * size), row * size);
      this.#images.set(judgement.images.subarray(i * pixels, (i + 1) * pixels), row * pixels);
    });
  }

  #enterParts(rows: Int32Array, restart: number, { names, found }: PartsOutcome): void {
    this.#parts ??= { names, found: new Int32Array(this.columns.success.length).fill(-1) };
    for (const [i, row] of rows.entries()) this.#parts.found[restart * this.#count + row] = found[i] as number;
  }

  #enterSource(rows: Int32Array, restart: number, origin: Origin, source: SourceOutcome): void {
    this.#transfer ??= {
      sourceCorrect: new Uint8Array(this.#count),
      targetCorrect: new Uint8Array(this.#count),
      sourceSuccess: new Uint8Array(this.columns.success.length).fill(2),
    };
    const { sourceCorrect, targetCorrect, sourceSuccess } = this.#transfer;
    for (const [i, row] of rows.entries()) {
      sourceCorrect[row] = source.correct[i] as number;
      targetCorrect[row] = origin.correct[i] as number;
      sourceSuccess[restart * this.#count + row] = source.success[i] as number;
    }
  }
}
