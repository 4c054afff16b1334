import { Fault } from "./fault.ts";

/**
 * The part of the Standard Schema interface that is used here; valibot, zod and arktype schemas satisfy it.
 */
export interface OptionSchema<Output> {
  readonly "~standard": {
    readonly validate: (value: unknown) => OptionResult<Output> | Promise<OptionResult<Output>>;
    readonly types?: { readonly output: Output } | undefined;
  };
}

type OptionResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] };

/**
 * Options of a part, checked once at the boundary. `undefined` counts as `{}`.
 *
 * @param part what they configure, for the message, such as `attack pgd-linf`
 * @throws Fault `bad-option`, naming every option that is wrong
 */
export function parseOptions<Output>(part: string, schema: OptionSchema<Output>, raw: unknown): Output {
  const result = schema["~standard"].validate(raw ?? {});
  if (result instanceof Promise) throw new TypeError(`The options schema of ${part} must be synchronous.`);
  if (result.issues === undefined) return result.value;
  const problems = result.issues.map(({ path, message }) => {
    const name = (path ?? []).map((step) => (typeof step === "object" && step !== null && "key" in step ? step.key : step)).join(".");
    // What valibot says of a key that the schema does not have.
    const words = message.replace(/^Invalid key: Expected never.*/, "there is no such option");
    return name === "" ? words : `${name}: ${words}`;
  });
  throw new Fault("bad-option", `Options of ${part} are wrong: ${problems.join("; ")}.`, {
    value: raw,
    mend: "Run `list` to see the options and their defaults.",
  });
}

/** A valibot schema as far as its description goes. */
interface Described {
  readonly entries?: Readonly<Record<string, Described>>;
  readonly pipe?: readonly Described[];
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly wrapped?: Described;
}

/**
 * Every option of a valibot object schema in a phrase, such as "number of updates, default 40": its
 * `v.description`, and its default. Empty for schemas of other libraries.
 */
export function describeOptions(schema: OptionSchema<unknown>): Readonly<Record<string, string>> {
  const entries = objectOf(schema as Described)?.entries ?? {};
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, phrase(entry)]));
}

/** The object schema itself, where it is the first of a pipe. */
function objectOf(schema: Described): Described | undefined {
  return schema.entries === undefined ? schema.pipe?.map(objectOf).find((found) => found !== undefined) : schema;
}

function phrase(entry: Described): string {
  const words = descriptionOf(entry) ?? "";
  const fallback = entry.default;
  // An option that may be left out without a fixed default says in its description what then happens.
  if (fallback === undefined || typeof fallback === "function") return words;
  return `${words}${words === "" ? "" : ", "}default ${typeof fallback === "string" ? fallback : JSON.stringify(fallback)}`;
}

function descriptionOf({ type, description, pipe, wrapped }: Described): string | undefined {
  if (type === "description") return description;
  return [...(pipe?.slice(1) ?? []), ...(pipe?.slice(0, 1) ?? []), ...(wrapped ? [wrapped] : [])]
    .filter((part) => part.type !== undefined)
    .map(descriptionOf)
    .find((found) => found !== undefined);
}
