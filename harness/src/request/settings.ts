import type { Protocol, SpaceKind, Strategy } from "@disentangle/core";
import type { Eta } from "./eta.ts";
import type { PartChoice } from "./part-choice.ts";
import type { Profile } from "./profiles.ts";
import type { Request } from "./request.ts";
import type { TargetChoice } from "./targets.ts";

/** What a run will do, with every default filled in that needs no look at its parts. */
export interface Settings {
  readonly profile: Profile;
  /** The profile as it is for that architecture: expensive networks have a smaller one. */
  readonly profileOf: (architecture: string) => Profile;
  readonly protocol: Protocol;
  readonly backend: PartChoice;
  /** Another backend whose finished work counts too. */
  readonly reuse: PartChoice | undefined;
  readonly dataset: PartChoice;
  /** Manifolds by name; undefined for those that go with the dataset. */
  readonly manifolds: readonly PartChoice[] | undefined;
  /** The manifold that measures distances; undefined for the one that goes with the run. */
  readonly ruler: PartChoice | undefined;
  readonly architectures: readonly PartChoice[];
  readonly attack: PartChoice;
  /** Further attacks on the same models, reported beside the one under test; no claim looks at them. */
  readonly beside: readonly PartChoice[];
  /**
   * A minimum-norm attack beside the sweep of the attack under test: the smaller radius of the two counts.
   */
  readonly minimumNorm: PartChoice | undefined;
  /** What `transfer` runs on its source. */
  readonly sourceAttack: PartChoice;
  /** Ids of the claims to judge. */
  readonly claims: readonly string[];
  /** Which choices were made by name, rather than by the profile; such a choice is never dropped silently. */
  readonly named: ReadonlySet<keyof Request>;
  /** Kinds of spaces in which every model is attacked, whatever the claims need. */
  readonly spaces: readonly SpaceKind[];
  /** Strategies described in the config file. */
  readonly own: readonly Strategy[];
  /** The class that attacks are to reach; undefined where any wrong one will do. */
  readonly targeted: TargetChoice | undefined;
  /** Radius of attacks on images, and on codes and transformations, where it was asked for. */
  readonly epsilon: number | undefined;
  readonly eta: Eta | undefined;
  readonly seed: number;
  readonly threads: number | undefined;
  /** Worker processes, 0 for none; undefined to choose by the networks and the machine. */
  readonly workers: number | undefined;
  readonly plugins: readonly string[];
  /** Folder of the run. */
  readonly out: string;
}
