import * as v from "valibot";
import { attacked, count, described, interval, list, maybeFinite, row, text } from "./fields.ts";

/**
 * What a transfer attack met on its way from its source to the classifier under test. The rate of its {@link
 * AttackRow} is taken over the images that both classify correctly, and counts what misleads both.
 */
export interface TransferCounts extends v.InferOutput<typeof transferCounts> {}
const transferCounts = row(
  "TransferCounts",
  "What a transfer attack met on its way from its source to the classifier under test. The rate of the attack is taken over the images that both classify correctly, and counts what misleads both.",
  {
    sourceCorrect: described(count, "Images that the source classifies correctly."),
    targetCorrect: described(count, "Images that the classifier under test does."),
    sourceSuccesses: described(count, "Trials in which the attack succeeded on the source."),
    carried: described(
      maybeFinite,
      "Share of those that succeeded on the classifier under test, too, in [0, 1]; null where there was none.",
    ),
    interval: described(interval, "Of that share."),
  },
);

/**
 * How far iterations took the searches on correctly classified images, each restart by itself; a transfer
 * attack searches its source.
 */
export interface ProgressCounts extends v.InferOutput<typeof progressCounts> {}
const progressCounts = row(
  "ProgressCounts",
  "How far iterations took the searches on correctly classified images, each restart by itself; a transfer attack searches its source.",
  {
    searches: count,
    halfway: described(count, "Those adversarial by the middle of the iterations, the start included."),
    end: described(count, "Those adversarial at the end."),
    stalled: described(count, "Those that failed with a loss no lower at the last evaluation than at the first."),
  },
);

/** Automatic checks of an attack's result. */
export interface AuditSummary extends v.InferOutput<typeof auditSummary> {}
const auditSummary = row("AuditSummary", "Automatic checks of an attack's result.", {
  normExcess: described(maybeFinite, "Largest excess over the radius, in units of the space."),
  boxExcess: described(maybeFinite, "Largest excess over the box."),
  notFinite: described(count, "Rows with NaN or an infinity in the proposed point."),
  zeroGradients: described(count, "Failed searches whose gradient was zero at every evaluation."),
  startSuccess: described(count, "Searches adversarial at the random start."),
  progress: progressCounts,
  warnings: list(text, "What deserves a reader's attention, in words."),
});

/** A point of success against budget. */
export interface BudgetPoint extends v.InferOutput<typeof budgetPoint> {}
const budgetPoint = row("BudgetPoint", "A point of success against budget.", {
  spent: described(count, "Forward and backward passes on one image at most, restarts together."),
  successes: described(count, "Correctly classified images that had fallen by then."),
});

/** What a part of a composed attack found. */
export interface PartCount extends v.InferOutput<typeof partCount> {}
const partCount = row("PartCount", "What a part of a composed attack found.", {
  name: described(text, "Name of the part, such as `apgd-ce`."),
  successes: described(count, "Successes on correctly classified images that it found after those before it had failed."),
});

/** An attack on one model in one space. */
export interface AttackRow extends v.InferOutput<typeof attackSchema> {}
/** Schema of {@link AttackRow}. */
export const attackSchema = row("AttackRow", "An attack on one model in one space.", {
  ...attacked,
  radius: described(v.number(), "Radius of the ball, in units of the space."),
  restarts: count,
  images: described(count, "Attacked test images."),
  correct: described(count, "Those classified correctly before the attack, by the source of a transfer attack, too."),
  successes: described(count, "Successes among the trials."),
  trials: described(count, "What the rate is taken over: the correct images (`paper`), or correct images times restarts (`reference`)."),
  rate: described(maybeFinite, "Success rate in [0, 1]; null where there was no trial."),
  interval,
  norms: described(
    v.pipe(v.object({ l0: maybeFinite, l1: maybeFinite, l2: maybeFinite, linf: maybeFinite }), v.readonly()),
    "Means over the successes of the norm of the perturbation, in units of the space.",
  ),
  imageL2: described(maybeFinite, "Mean L2 norm of the change of the image over the successes."),
  iteration: described(maybeFinite, "Mean over the successes of the iteration that first succeeded."),
  gradients: described(count, "Gradients evaluated, in all."),
  forwards: v.exactOptional(described(count, "Forward passes evaluated, in all, those of the gradients included.")),
  budget: v.exactOptional(
    list(
      budgetPoint,
      "Success against what was spent on an image, ascending; the last point is all. Only of `worst-case` runs, where restarts end with success.",
    ),
  ),
  parts: v.exactOptional(list(partCount, "Only of composed attacks: what each part found, in their order.")),
  transfer: v.exactOptional(described(transferCounts, "Only of transfer attacks.")),
  audit: auditSummary,
});
