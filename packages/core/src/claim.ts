import type { Condition } from "./condition.ts";
import type { Evidence } from "./evidence.ts";
import type { Random } from "./random.ts";
import type { Protocol } from "./scope.ts";
import type { SpaceKind, SpaceName } from "./space.ts";

/** What a run was asked to do for one architecture, as far as a claim needs to know. */
export interface Setting {
  readonly profile: string;
  /** The profile that measures more; absent where there is none. */
  readonly larger?: string;
  /** Whether its verdicts count as evidence. */
  readonly evidence: boolean;
  readonly protocol: Protocol;
  /** How the restarts of an image become one number. */
  readonly combine: "worst-case" | "average";
  readonly dataset: string;
  readonly architecture: string;
  readonly strategies: readonly string[];
  /** Spaces in which each strategy trains on adversarial examples, see {@link trainedOn}. */
  readonly trainedOn: Readonly<Record<string, readonly SpaceName[]>>;
  /** Training sizes N, ascending. */
  readonly sizes: readonly number[];
  /** Training sizes of strategies that are not trained at every size, ascending. */
  readonly strategySizes: Readonly<Record<string, readonly number[]>>;
  /** Repetitions per size, of every strategy. */
  readonly models: Readonly<Record<string, number>>;
  /** Attacked test images in a space of each kind. */
  readonly attacked: Readonly<Record<SpaceKind, number>>;
  /** Name of the attack under test. */
  readonly attack: string;
  /**
   * The latent space that claims judge: that of the first manifold with codes; absent where the run has none.
   * Its `tellsLabels` is false where its manifold cannot tell whether examples keep their label.
   */
  readonly latent?: { readonly space: SpaceName; readonly exact: boolean; readonly tellsLabels?: false };
  /** Further latent spaces, which are attacked as the first one is and reported. */
  readonly otherLatent: readonly SpaceName[];
  /** The manifold that distances are measured to; absent where the run has none. */
  readonly ruler?: { readonly id: string; readonly exact: boolean };
}

/** What was measured of one architecture, and what was asked. */
export interface Measurements {
  readonly evidence: Evidence;
  readonly setting: Setting;
}

/** What a claim needs measured on one strategy's models. */
export interface Need {
  readonly strategy: string;
  readonly sizes: readonly number[];
  /** Spaces to attack in. */
  readonly attacks: readonly SpaceName[];
  /** Spaces, among those attacked, whose adversarial examples the ruler measures. */
  readonly distances?: readonly SpaceName[];
  /**
   * Whether the regular attack must be swept over radii, whose fractions the run fixes and every record of a
   * sweep carries.
   */
  readonly sweep?: boolean;
  /** Latent spaces, among those attacked, whose examples are checked for their label. */
  readonly labels?: readonly SpaceName[];
}

/** Why a run cannot give a verdict on a claim, known before anything is measured. */
export interface OutOfReach {
  /** In words, without a full stop. */
  readonly why: string;
  /** What to change, in a sentence. */
  readonly mend: string;
}

/** What became of a claim. */
export type Outcome = "supported" | "refuted" | "inconclusive";

/** One measured quantity of a claim. */
export interface Finding {
  /** Such as `1a`. */
  readonly id: string;
  /** What was measured. */
  readonly quantity: string;
  readonly estimate: number;
  /** 95 % interval; absent for counts that are exact, and for p-values. */
  readonly interval?: readonly [lower: number, upper: number];
  /** The condition fixed beforehand; absent where the quantity is reported, not judged. */
  readonly condition?: Condition;
  /** What a reader should know of it, such as why it is not judged. */
  readonly remark?: string;
  /** Whether the condition holds; `reported` where there is none. */
  readonly outcome: "met" | "failed" | "reported";
  /** Number of observations. */
  readonly n: number;
}

/** The verdict on one claim, as data that {@link verdictWords} puts into words. */
export interface Verdict {
  readonly claim: string;
  readonly statement: string;
  readonly outcome: Outcome;
  /** What was measured, in one or two sentences, without what to do about it. */
  readonly reason: string;
  /** What keeps it from being decided, where something is missing. */
  readonly lacking?: Lacking;
  /** What came out, in one sentence for a reader who knows none of the symbols. */
  readonly inShort?: string;
  /** What would change the verdict, in a sentence. */
  readonly wouldChange?: string;
  readonly findings: readonly Finding[];
}

/** Why a verdict is inconclusive for want of evidence. */
export interface Lacking {
  /** What the numbers alone would say, where they are no evidence. */
  readonly otherwise?: Outcome;
  /** Why there is no verdict, in a sentence; absent where the reason says it. */
  readonly why?: string;
  /** What would give one, in a sentence. */
  readonly mend: string;
}

/** A claim about classifiers, with the evidence it needs and the rule that judges it. */
export interface Claim {
  readonly id: string;
  readonly statement: string;
  /**
   * What must be measured, or why this setting cannot give evidence. Perfect evidence of that shape gives a
   * verdict.
   */
  needs(setting: Setting): readonly Need[] | OutOfReach;
  /**
   * Judges the evidence on one architecture; a pure function of its arguments.
   *
   * @param run what was measured of all architectures of the run, this one among them, for corrections over
   * the whole run; default this one alone
   */
  judge(evidence: Evidence, setting: Setting, random: Random, run?: readonly Measurements[]): Verdict;
}

/** Whether a claim answered that it is out of reach. */
export function isOutOfReach(answer: readonly Need[] | OutOfReach): answer is OutOfReach {
  return "why" in answer;
}
