import { Fault, throwIfAborted, type AttackRecord, type Frozen, type Proposal, type SpaceName } from "@disentangle/core";
import { gradientEvidence, gradientWarnings, readEvidence } from "@disentangle/ops";
import type * as tf from "@tensorflow/tfjs";
import { batches, range } from "../batches.ts";
import { read } from "../read.ts";
import type { AttackEvaluation } from "./attack-evaluation.ts";
import { Auditor } from "./auditor.ts";
import { checkEvaluation } from "./check-evaluation.ts";
import { judge, judgeOrigin, type Judgement, type Trial } from "./judge.ts";
import { RecordColumns } from "./record-columns.ts";

/** A record, and the examples themselves. */
export interface AttackResult {
  readonly record: AttackRecord;
  /** One clipped point per sample: the first successful restart's, else the last restart's. [n · D] */
  readonly points: Float32Array;
  /** What those points render to. [n · height · width · channels] */
  readonly images: Float32Array;
}

/**
 * Attacks a frozen classifier on test images and judges what is proposed: points are clipped to box and ball,
 * rendered and classified again, and that alone is success. Misclassified images are attacked, too; {@link
 * successRate} leaves them out. With `worst-case`, more restarts never lose a success, as a solved sample is
 * not attacked again.
 *
 * Where the attack ran on another classifier (its proposals have a `source`), an image counts if both
 * classify it correctly, and success is success on both.
 *
 * Restart r gets the stream `random.fork("restart", r)`; the attack forks it per sample.
 *
 * @throws what {@link checkEvaluation} throws; Fault `not-finite` for NaN logits of an unattacked image (for
 * an attacked one, the row fails and the
 *   audit says so), `bad-data` for a target that is no class, `bad-plugin` for a proposal of the wrong shape,
 *   `aborted`
 */
export async function evaluateAttack(options: AttackEvaluation): Promise<AttackResult> {
  checkEvaluation(options);
  const { samples, restarts, batch = 100 } = options;
  const auditor = new Auditor();
  const columns = new RecordColumns(samples.length, restarts, options.attack.norm);
  const context: Context = { options, auditor, columns };
  let space: SpaceName = "image";
  let done = 0;
  for (let restart = 0; restart < restarts; restart++) {
    const remaining =
      options.combine === "worst-case" ? range(samples.length).filter((row) => !columns.solved(row)) : range(samples.length);
    done += samples.length - remaining.length;
    for (const rows of batches(remaining, batch)) {
      throwIfAborted(options.signal);
      space = await attackBatch(context, rows, restart);
      done += rows.length;
      options.onProgress?.(done, restarts * samples.length);
    }
  }
  const radius = typeof options.radius === "number" ? options.radius : options.radius.reduce((a, b) => Math.max(a, b), 0);
  return {
    record: {
      cell: options.cell,
      attack: options.attack.id,
      space,
      radius,
      restarts,
      samples,
      ...columns.columns,
      ...(columns.transfer && { transfer: columns.transfer }),
      ...(columns.parts && { parts: columns.parts }),
      audit: auditor.conclude(options.attack, radius),
    },
    points: columns.points,
    images: columns.images,
  };
}

interface Context {
  readonly options: AttackEvaluation;
  readonly auditor: Auditor;
  readonly columns: RecordColumns;
}

/** Attacks those rows once and enters what came of it. */
async function attackBatch({ options, auditor, columns }: Context, rows: Int32Array, restart: number): Promise<SpaceName> {
  const { attack, frozen, source, criterion, objective, signal, enforceRadius = true } = options;
  const radius = Float32Array.from(rows, (row) => (typeof options.radius === "number" ? options.radius : (options.radius[row] as number)));
  using examples = await options.dataset.examples(
    "test",
    Int32Array.from(rows, (row) => options.samples[row] as number),
  );
  using space = options.spaceOf(examples);
  const labels = options.targets === undefined ? examples.labels : targetsOf(await options.targets(examples), rows.length, frozen.classes);
  const trial: Trial = { attack, frozen, criterion, space, examples, labels, radius, enforceRadius };
  const origin = await judgeOrigin(trial);
  if (restart === 0 && rows[0] === 0) {
    auditor.observeClassifier(frozen, origin.logits, (await judgeOrigin(trial)).logits);
    // A transfer attack follows the gradient of its source.
    if ((source ?? frozen).gradients !== false) auditor.observeGradient(await gradientOddities(source ?? frozen, examples.images));
  }
  using proposal = await attack.perturb(
    {
      classify: (images) => frozen.classify(images),
      space,
      labels,
      samples: examples.indices,
      radius,
      criterion,
      objective,
      ...(source && { source: (images) => source.classify(images) }),
    },
    options.random.fork("restart", restart),
    signal,
  );
  const judgement = await judge(trial, origin, proposal);
  const told = options.targets === undefined ? proposal : await withTruth(proposal, { ...trial, ...(source && { frozen: source }) });
  auditor.observe(told, judgement, origin);
  columns.enter(rows, restart, origin, told, counting(judgement, options.counts?.(examples)));
  return space.name;
}

/**
 * An attack that is given targets knows no true classes, so it cannot say which images its source classifies
 * correctly.
 */
async function withTruth(proposal: Proposal, onSource: Trial): Promise<Proposal> {
  if (proposal.source === undefined) return proposal;
  return { ...proposal, source: { ...proposal.source, correct: (await judgeOrigin(onSource)).correct } };
}

/** Targets that are classes, one a row. */
function targetsOf(targets: Int32Array, rows: number, classes: number): Int32Array {
  const odd = Array.from(targets).find((target) => !Number.isInteger(target) || target < 0 || target >= classes);
  if (odd === undefined && targets.length === rows) return targets;
  throw new Fault(
    "bad-data",
    odd === undefined
      ? `${rows} images came with ${targets.length} targets.`
      : `There is a target ${odd}, and the classifier has ${classes} classes.`,
    { value: odd ?? targets.length, mend: `Give one class from 0 to ${classes - 1} per image.` },
  );
}

/** What is odd about a classifier and its gradient at the first images of a batch. */
async function gradientOddities(frozen: Frozen, images: tf.Tensor4D): Promise<readonly string[]> {
  const { rows, values } = gradientEvidence((batch) => frozen.classify(batch), images);
  try {
    return gradientWarnings(readEvidence(rows, await read(values)));
  } finally {
    values.dispose();
  }
}

/** The judgement with the successes of those rows alone. */
function counting(judgement: Judgement, counts: Uint8Array | undefined): Judgement {
  return counts === undefined
    ? judgement
    : { ...judgement, success: judgement.success.map((success, row) => success & (counts[row] as number)) };
}
