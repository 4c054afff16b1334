import type { PartName, RunOptions } from "../api/run-options.ts";
import type { Eta } from "./eta.ts";
import type { PartChoice } from "./part-choice.ts";

/** An option once it is read: parts by name have become choices. */
export type Read<T> = [PartName] extends [T]
  ? PartChoice | Exclude<T, PartName>
  : [readonly PartName[]] extends [T]
    ? readonly PartChoice[] | Exclude<T, readonly PartName[]>
    : T;

type Options = { readonly [K in keyof RunOptions]: Read<RunOptions[K]> };
/** Options with a default. */
type Filled = "protocol" | "backend" | "dataset" | "architectures" | "attack" | "seed" | "plugins";
type FilledOptions = { readonly [K in Filled]: NonNullable<Options[K]> };
/** Options that may be written in several ways. */
type Unified = "profile" | "strategies" | "claims" | "eta";

/** {@link RunOptions} as they were asked for, checked: what is undefined was left out. */
export interface Request extends FilledOptions, Omit<Options, Filled | Unified> {
  readonly profile: string;
  readonly strategies?: readonly (string | { readonly id: string })[] | undefined;
  readonly claims?: readonly string[] | undefined;
  readonly eta?: Eta | undefined;
}
