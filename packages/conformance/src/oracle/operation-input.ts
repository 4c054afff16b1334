/**
 * What an input is filled with. `normal` in (−2, 2), `unit` in (−1, 1) and `positive` in (0.3, 2.3), `share`
 * in (0.05, 0.95) hold no number twice, over all inputs, so that no maximum ties; `special` mixes NaN,
 * infinities and zeros of both signs with numbers; `whole` are int32 in −6 … 6, `flags` bool; { below } are
 * int32 from 0; { exactly } are those numbers.
 */
export type Fill =
  | "normal"
  | "unit"
  | "positive"
  | "share"
  | "special"
  | "whole"
  | "flags"
  | { readonly below: number }
  | { readonly exactly: readonly number[]; readonly dtype: "float32" | "int32" };

/** An input tensor of an operation under test. */
export interface OperationInput {
  readonly shape: readonly number[];
  /** Default `normal`. */
  readonly fill?: Fill;
}
