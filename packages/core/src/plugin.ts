import type { Architecture } from "./architecture.ts";
import type { Attack } from "./attack.ts";
import type { Backend } from "./backend.ts";
import type { Claim } from "./claim.ts";
import type { Dataset } from "./dataset.ts";
import type { Json } from "./json.ts";
import type { LearnedManifold, Manifold } from "./manifold.ts";
import type { Scope } from "./scope.ts";
import type { Strategy } from "./strategy.ts";

/**
 * Version of the contract between plugins and the harness. A breaking change raises it; the harness refuses
 * other numbers by name.
 */
export const CONTRACT = 2;

/** What a part of each kind must be able to do. */
export interface Parts {
  readonly backend: Backend;
  readonly dataset: Dataset;
  readonly architecture: Architecture;
  readonly attack: Attack;
  readonly manifold: Manifold;
  readonly strategy: Strategy;
  readonly claim: Claim;
}

/** The kinds of parts there are. */
export type Kind = keyof Parts;

/** What comes of making a part: the part, or, of a manifold, what must be learned first. */
export type Made<K extends Kind = Kind> = K extends "manifold" ? Manifold | LearnedManifold : Parts[K];

/** What people see of a part in `list`, in reports and in generated tables. Plain data. */
export interface Card {
  /** A name for headings, such as "PGD (L∞)". */
  readonly title: string;
  /** One sentence. */
  readonly summary: string;
  /** The paper or format it comes from. */
  readonly reference?: string;
  /** Options with their defaults: name to a phrase such as "iterations, default 40". */
  readonly options?: Readonly<Record<string, string>>;
  /** Who publishes what it reads, and how to get it where it cannot be downloaded. */
  readonly source?: string;
  /** Under which licence that is, in a phrase. */
  readonly licence?: string;
  /** Properties worth a column in a table, such as `norm: "L∞"`. */
  readonly traits?: Readonly<Record<string, string | number | boolean>>;
}

/** A file that a part reads, and where it can be had. */
export interface Remote {
  /** Its name where it is kept; no folder. */
  readonly name: string;
  readonly url: string;
  /** Other places with the same bytes, tried in this order after `url`. */
  readonly mirrors?: readonly string[];
  /**
   * Hash as in an integrity string, such as `sha256-…` in base64; `md5-…` where nothing better was published.
   */
  readonly hash: string;
  /** Size. */
  readonly bytes: number;
}

/** A part with its options checked, ready to be made. */
export interface Configured<K extends Kind = Kind> {
  /** The options as parsed, defaults filled in: what tells this part from the same with other options. */
  readonly options: Json;
  /** Makes the part, or says what must be learned first. */
  make(scope: Scope): Promise<Made<K>>;
}

/** An attack by name, with options for it. */
export interface AttackChoice {
  readonly id: string;
  readonly options: Readonly<Record<string, Json>>;
}

/** One part on offer; {@link definePlugin} and its siblings make one in a few lines. */
export interface Offer<K extends Kind = Kind> {
  readonly kind: K;
  /** The name by which it is chosen, such as `pgd-linf`. Unique within its kind. */
  readonly id: string;
  readonly about: Card;
  /**
   * The files it reads under those options, known without opening anything; absent where it brings all it
   * needs.
   */
  readonly files?: (options: Json) => readonly Remote[];
  /**
   * The attacks that it is composed of under those options; it gets them from `ATTACK_OF`. Known without
   * making anything, because they are part of what tells its results from others. Absent where there are
   * none.
   */
  readonly attacks?: (options: Json) => readonly AttackChoice[];
  /**
   * Checks the options at once and throws a {@link Fault} `bad-option` when they are wrong; nothing heavy
   * loads until the result is made.
   */
  configure(raw: unknown): Configured<K>;
}

/** An offer of any kind. */
export type AnyOffer = { [K in Kind]: Offer<K> }[Kind];

/** Default export of every plugin package: plain data, no effect on import. */
export interface Plugin {
  /** Package name. */
  readonly name: string;
  /** Package version; part of the key of every result computed with it. */
  readonly version: string;
  readonly contract: typeof CONTRACT;
  readonly offers: readonly AnyOffer[];
}
