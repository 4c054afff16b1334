/** Names a thing of type `T` in a run. Two copies of this package share tokens of the same name. */
export type Token<T> = symbol & { readonly __type?: T };

/** The token of that name. */
export function token<T>(name: string): Token<T> {
  return Symbol.for(`disentangle:${name}`);
}

/**
 * `paper` does what the paper says; `reference` what the released code of the original experiments does,
 * where it changes numbers.
 */
export type Protocol = "paper" | "reference";

/** What a part may ask of the run it belongs to. */
export interface Scope {
  /** Seed of the run. */
  readonly seed: number;
  readonly protocol: Protocol;
  /** Aborted when the run is to stop. */
  readonly signal: AbortSignal;
  /** The part bound to that token; throws a {@link Fault} `unbound` or `cycle`. */
  get<T>(token: Token<T>): T;
}
