import type { Evidence } from "./evidence.ts";
import type { Random } from "./random.ts";
import type { Protocol } from "./scope.ts";
import type { SpaceKind } from "./space.ts";

/** What a run was asked to do, as far as a claim needs to know. */
export interface Setting {
  readonly profile: string;
  readonly protocol: Protocol;
  readonly dataset: string;
  readonly architecture: string;
  readonly strategies: readonly string[];
  /** Training sizes N, ascending. */
  readonly sizes: readonly number[];
  /** Training sizes of strategies that are not trained at every size, ascending. */
  readonly strategySizes?: Readonly<Record<string, readonly number[]>>;
  /** Id of the attack under test. */
  readonly attack: string;
  /** Whether the dataset's manifold is known exactly. */
  readonly exact: boolean;
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
  readonly attacks: readonly SpaceKind[];
  /** Whether distances to the manifold are needed at these sizes. */
  readonly distances: boolean;
  /** Whether the regular attack must be swept over radii. */
  readonly sweep: boolean;
}

/** What became of a claim, or of one part of it. */
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
  /** The condition fixed beforehand, in words. */
  readonly condition: string;
  /** `met`, `failed`, or `reported` where the quantity is not judged. */
  readonly outcome: "met" | "failed" | "reported";
  /** Number of observations. */
  readonly n: number;
}

/** The verdict on one claim. */
export interface Verdict {
  readonly claim: string;
  readonly statement: string;
  readonly outcome: Outcome;
  /** Why, in one or two sentences. */
  readonly reason: string;
  readonly findings: readonly Finding[];
}

/** A claim about classifiers, with the evidence it needs and the rule that judges it. */
export interface Claim {
  readonly id: string;
  readonly statement: string;
  /** What must be measured; an empty list where the setting cannot give evidence. */
  needs(setting: Setting): readonly Need[];
  /**
   * Judges the evidence on one architecture; a pure function of its arguments.
   *
   * @param run what was measured of all architectures of the run, this one among them, for corrections over the whole run; default this one alone
   */
  judge(evidence: Evidence, setting: Setting, random: Random, run?: readonly Measurements[]): Verdict;
}
