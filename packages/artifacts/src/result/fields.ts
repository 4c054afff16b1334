import type { Json, SpaceName } from "@disentangle/core";
import * as v from "valibot";

// What the rows of result.json are built of. A schema says what is allowed and what it means; the types of
// the rows and the JSON Schema are made from it. That is why this package alone is compiled without
// `isolatedDeclarations`.

/** A schema with what its values mean. */
export function described<const Schema extends v.GenericSchema>(schema: Schema, words: string) {
  return v.pipe(schema, v.description(words));
}

/** A read-only object with a name of its own in the JSON Schema. */
export function row<const Entries extends v.ObjectEntries>(name: string, words: string, entries: Entries) {
  return v.pipe(v.object(entries), v.readonly(), v.title(name), v.description(words));
}

/** A read-only list. */
export function list<const Item extends v.GenericSchema>(item: Item, words: string) {
  return v.pipe(v.array(item), v.readonly(), v.description(words));
}

/** Any text. */
export const text = v.string();
/** A number of things. */
export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** A number in [0, 1]. */
export const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/**
 * A number that need not be finite: JSON has no NaN and no infinity, so such a number is `null`, "no finite
 * value". Make one with {@link finite}.
 */
export type MaybeFinite = v.InferOutput<typeof maybeFinite>;
/** Schema of {@link MaybeFinite}. */
export const maybeFinite = v.nullable(v.number());

/** A 95 % interval; an open side is null. */
export type ReportedInterval = v.InferOutput<typeof interval>;
/** Schema of {@link ReportedInterval}. */
export const interval = v.pipe(
  v.tuple([maybeFinite, maybeFinite]),
  v.readonly(),
  v.title("ReportedInterval"),
  v.description("A 95 % interval, lower and upper end; an open side is null."),
);

/** Anything that JSON holds. */
export const json: v.GenericSchema<Json> = v.pipe(
  v.union([
    v.null(),
    v.boolean(),
    v.number(),
    v.string(),
    v.array(v.lazy(() => json)),
    v.record(
      v.string(),
      v.lazy(() => json),
    ),
  ]),
  v.title("Json"),
  v.description("Anything that JSON holds."),
);

/** The name of a space; {@link isSpaceName} of core says the same. */
export const spaceName = v.pipe(
  v.string(),
  v.regex(/^(?:image|transformation|latent\/[a-z0-9][a-z0-9-]*)$/, "a space is image, transformation or latent/<manifold>"),
  v.title("SpaceName"),
  v.description("The space searched: `image`, `transformation`, or `latent/` and the id of the manifold whose codes it holds."),
) as unknown as v.GenericSchema<SpaceName>;

/** Which model a row is about. */
export const model = {
  architecture: described(text, "Name of the architecture."),
  strategy: described(text, "Id of the training strategy."),
  size: described(count, "Number of training images N."),
  model: described(count, "Repetition m, from 0."),
};

/** Which trained model a row is about; the dataset is that of the settings. */
export interface ModelKey extends v.InferOutput<typeof modelKey> {}
const modelKey = v.pipe(v.object(model), v.readonly());

/** Which attack on which model a row is about, and in which space. */
export const attacked = {
  ...model,
  attack: described(text, "Name of the attack in the run."),
  space: spaceName,
};
