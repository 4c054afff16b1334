import * as v from "valibot";
import { parsePart, type PartChoice } from "./part-choice.ts";
import { TARGETS, type TargetChoice } from "./targets.ts";

/** A finite number. */
export const number: v.GenericSchema<number> = v.number("must be a number");
/** A whole number from 1 on. */
export const count: v.GenericSchema<number> = v.pipe(number, v.integer("must be a whole number"), v.minValue(1, "must be at least 1"));
/** At most 1000: no run of more models or restarts ends, so that a slip of the pen is told from a plan. */
export const few: v.GenericSchema<number> = v.pipe(count, v.maxValue(1000, "must be at most 1000"));
/** A seed of randomness. */
export const seed: v.GenericSchema<number> = v.pipe(number, v.integer("must be a whole number"));
export const text: v.GenericSchema<string> = v.string("must be text");
/** A text that says something. */
export const word: v.GenericSchema<string> = v.pipe(text, v.nonEmpty("must not be empty"));
/** How the class that attacks must reach is chosen. */
export const targeted: v.GenericSchema<unknown, TargetChoice> = v.picklist(TARGETS, "must be next, least-likely or random");
/** A part by name, as people write it. */
export const part: v.GenericSchema<unknown, PartChoice> = v.union(
  [v.pipe(text, v.transform(parsePart)), v.strictObject({ id: text, options: v.optional(v.record(v.string(), v.unknown()), {}) })],
  'must be a name such as "pgd-linf:iterations=80", or { id, options }',
);
