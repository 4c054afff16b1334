import type { Protocol, SpaceKind } from "@disentangle/core";
import type { Eta } from "./eta.ts";
import type { PartChoice } from "./part-choice.ts";
import type { TargetChoice } from "./targets.ts";

/** Options as they were asked for, checked: what is undefined was left out. */
export interface Request {
  readonly profile: string;
  readonly protocol: Protocol;
  readonly backend: PartChoice;
  readonly reuse?: PartChoice | undefined;
  readonly dataset: PartChoice;
  readonly manifolds?: readonly PartChoice[] | undefined;
  readonly ruler?: PartChoice | undefined;
  readonly architectures: readonly PartChoice[];
  readonly attack: PartChoice;
  readonly beside?: readonly PartChoice[] | undefined;
  readonly sourceAttack?: PartChoice | undefined;
  readonly strategies?: readonly (string | { readonly id: string })[] | undefined;
  readonly claims?: readonly string[] | undefined;
  readonly sizes?: readonly number[] | undefined;
  readonly models?: number | undefined;
  readonly attacked?: number | undefined;
  readonly restarts?: number | undefined;
  readonly spaces?: readonly SpaceKind[] | undefined;
  readonly testImages?: number | undefined;
  readonly targeted?: TargetChoice | undefined;
  readonly epsilon?: number | undefined;
  readonly eta?: Eta | undefined;
  readonly seed: number;
  readonly threads?: number | undefined;
  readonly workers?: number | undefined;
  readonly plugins: readonly string[];
  readonly out?: string | undefined;
}
