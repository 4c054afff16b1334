import { join } from "node:path";
import { encodeTensors, stored, writeFileAtomic, type AttackRow, type StoredTensors, type SweepRow } from "@disentangle/artifacts";
import { Fault, Random, type AttackRecord, type Cell, type Dataset, type Frozen, type Norm } from "@disentangle/core";
import { evaluateAttack, SWEEP, sweepRadii, type AttackEvaluation } from "@disentangle/evaluation";
import { crossEntropyObjective, imageSpace, misclassified, targeted, towards } from "@disentangle/ops";
import type { Emit } from "../api/run-event.ts";
import { attackRow, sweepRow } from "../result/rows.ts";
import { encodeRecord } from "../run/kinds/attack-record.ts";
import { targetsOf } from "../run/kinds/targets.ts";
import type { AttackSettings } from "./attack-options.ts";
import type { MadeAttack } from "./named-attacks.ts";

/** What one attack found. */
export interface FoundAttack {
  readonly name: string;
  readonly record: AttackRecord;
  readonly row: AttackRow;
  readonly sweep: SweepRow | undefined;
  /** As they are in {@link FoundAttack.file}, with the adversarial images as `points`. */
  readonly tensors: StoredTensors;
  /** Adversarial images. [n · height · width · channels] */
  readonly images: Float32Array;
  /** Name of the file in the folder of the results. */
  readonly file: string;
}

/** What {@link runAttacks} works with. */
export interface AttackWork {
  readonly settings: AttackSettings;
  readonly attacks: readonly MadeAttack[];
  readonly frozen: Frozen;
  readonly dataset: Dataset;
  /** Images attacked, the first of the test split. */
  readonly count: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** Tasks in all. */
  readonly total: number;
}

/** Runs the attacks one after the other, keeps what each found in a file, and tells how far they are. */
export async function runAttacks(work: AttackWork): Promise<readonly FoundAttack[]> {
  const { attacks, total, emit, settings } = work;
  let done = 0;
  const task = async <T>(label: string, run: (report: (done: number, of: number) => void) => Promise<T>): Promise<T> => {
    const began = performance.now();
    emit({ type: "task-started", label, done, total });
    const result = await run((part, of) => emit({ type: "task-advanced", label, fraction: part / of, done, total }));
    done++;
    emit({ type: "task-finished", label, seconds: (performance.now() - began) / 1000, cached: false, done, total });
    return result;
  };
  const found: FoundAttack[] = [];
  for (const { name, part } of attacks) {
    const evaluation: AttackEvaluation = { ...evaluationOf(work), attack: part, radius: settings.epsilon ?? radiusOf(part.norm) };
    const attacked = await task(`attack ${name}`, (onProgress) => evaluateAttack({ ...evaluation, onProgress }));
    const record = { ...attacked.record, attack: name };
    const smallest = settings.sweep
      ? await task(`sweep of radii, ${name}`, (onProgress) =>
          sweepRadii({ evaluation, record: attacked.record, fractions: SWEEP, onProgress }),
        )
      : undefined;
    const { samples, correct } = record;
    const { cell, space, radius } = record;
    const tensors: StoredTensors = {
      ...encodeRecord(record).tensors,
      points: stored(attacked.images, [samples.length, ...work.dataset.image]),
      ...(smallest && { smallest: stored(smallest) }),
    };
    const file = `${name.replaceAll(/[^A-Za-z0-9.=-]+/g, "_")}.safetensors`;
    await writeFileAtomic(join(settings.out, file), encodeTensors(tensors));
    found.push({
      name,
      record,
      row: attackRow(record, "paper"),
      sweep: smallest && sweepRow({ cell, attack: name, space, radius, fractions: SWEEP, samples, correct, smallest }, part),
      tensors,
      images: attacked.images,
      file,
    });
  }
  return found;
}

const OWN: Cell = { dataset: "own", architecture: "own", strategy: "own", size: 0, model: 0 };

function evaluationOf({ settings, frozen, dataset, count, signal }: AttackWork): Omit<AttackEvaluation, "attack" | "radius"> {
  const random = Random.seeded(settings.seed);
  const goal = settings.targeted;
  return {
    cell: OWN,
    frozen,
    dataset,
    samples: Int32Array.from({ length: count }, (_, i) => i),
    spaceOf: ({ images }) => imageSpace(images),
    restarts: settings.restarts,
    combine: "worst-case",
    criterion: goal === undefined ? misclassified : targeted,
    objective: goal === undefined ? crossEntropyObjective : towards(crossEntropyObjective),
    ...(goal && { targets: (rows) => targetsOf(goal, rows, frozen, random.fork("targets")) }),
    // The same starts for every attack, so that they are compared image by image.
    random: random.fork("attack"),
    signal,
  };
}

function radiusOf({ name, radii }: Norm): number {
  if (radii?.image !== undefined) return radii.image;
  throw new Fault("contradiction", `The norm ${name} has no default radius for images.`, { value: name, mend: "Give one with --epsilon." });
}
