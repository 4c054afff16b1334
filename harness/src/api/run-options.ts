import type { Protocol, SpaceKind, SpaceName, Strategy } from "@disentangle/core";
import type { TargetChoice } from "../request/targets.ts";

/**
 * A part by name: `"pgd-linf"`, `"pgd-linf:iterations=80"` or
 * `{ id: "pgd-linf", options: { iterations: 80 } }`.
 */
export type PartName = string | { readonly id: string; readonly options?: Readonly<Record<string, unknown>> | undefined };

/**
 * A training strategy in short: that share of every batch (half, if left out) is attacked, the rest stays
 * clean.
 */
export interface ShortStrategy {
  readonly id: string;
  readonly space: SpaceName;
  readonly attack: PartName;
  /** In units of the space. */
  readonly radius: number;
  /** In [0.01, 1]. */
  readonly share?: number;
}

/**
 * What may be asked of a run. Everything may be left out; the command line has the same options in
 * kebab-case.
 */
export interface RunOptions {
  /** How much is measured: `smoke` (a minute, no evidence), `quick` (the default), `standard` or `paper`. */
  readonly profile?: "smoke" | "quick" | "standard" | "paper" | undefined;
  /** What the paper says (the default), or what its released code does. */
  readonly protocol?: Protocol | undefined;
  /** Where tensors are computed. Default `simd`. */
  readonly backend?: PartName | undefined;
  /** Goes on from what a run on this other backend finished. */
  readonly reuse?: PartName | undefined;
  /** What is classified. Default `fonts`. */
  readonly dataset?: PartName | undefined;
  /** Manifolds whose latent space is attacked. Default: the dataset's own, else a learned one. */
  readonly manifolds?: readonly PartName[] | undefined;
  /** The manifold that distances are measured to. Default: the exact one, else nearest neighbours. */
  readonly ruler?: PartName | undefined;
  /** Networks, each judged by itself. Default `cnn`. */
  readonly architectures?: readonly PartName[] | undefined;
  /** The attack under test. Default `pgd-linf`. */
  readonly attack?: PartName | undefined;
  /** Further attacks on the same models, reported beside it; claims do not look at them. */
  readonly beside?: readonly PartName[] | undefined;
  /**
   * A minimum-norm attack, such as `fmn-linf`, that claim 4's smallest ε is taken from where it is tighter
   * than the sweep of the attack under test. Default: none.
   */
  readonly minimumNorm?: PartName | undefined;
  /** What the attack `transfer` runs on its source classifier. Default `pgd-linf`. */
  readonly sourceAttack?: PartName | undefined;
  /** Training strategies by name, or described. Default: the profile's. */
  readonly strategies?: readonly (string | ShortStrategy | Strategy)[] | undefined;
  /** Claims to judge. Default: all four. */
  readonly claims?: readonly (string | number)[] | undefined;
  /** Training sizes N. Default: the profile's, like all numbers below. */
  readonly sizes?: readonly number[] | undefined;
  /** Models per size and strategy. */
  readonly models?: number | undefined;
  /** Attacked test images. */
  readonly attacked?: number | undefined;
  /** Random restarts of each attack. */
  readonly restarts?: number | undefined;
  /** Kinds of spaces in which every model is attacked, besides what the claims need. */
  readonly spaces?: readonly SpaceKind[] | undefined;
  /** Images for the test error. */
  readonly testImages?: number | undefined;
  /** The class that attacks must reach. Default: any wrong one. */
  readonly targeted?: TargetChoice | undefined;
  /** Radius of attacks on images, in pixel values. Default: the norm's. */
  readonly epsilon?: number | undefined;
  /**
   * Radius of attacks on codes and transformations, in their own units: one for all, or by manifold, and for
   * `transformation`. Default: the manifold's, else the norm's.
   */
  readonly eta?: number | Readonly<Record<string, number>> | undefined;
  /** Seed of all randomness. Default 1. */
  readonly seed?: number | undefined;
  /** Threads of the simd backend; results do not depend on it. Default: all. */
  readonly threads?: number | undefined;
  /** Worker processes, 0 for none; results do not depend on it. Default: one per core for small networks. */
  readonly workers?: number | undefined;
  /** Further plugins: package names, folders or modules. */
  readonly plugins?: readonly string[] | undefined;
  /** Folder of the run. Default `runs/` and what it is. */
  readonly out?: string | undefined;
}

/**
 * The options of a config file, checked by the compiler: `export default defineConfig({ profile: "quick" })`.
 */
export function defineConfig(options: RunOptions): RunOptions {
  return options;
}
