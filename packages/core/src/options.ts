import { Fault } from "./fault.ts";

/** The part of the Standard Schema interface that is used here; valibot, zod and arktype schemas satisfy it. */
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
