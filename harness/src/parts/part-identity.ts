import { Fault, reasonOf, type Configured, type Json, type Kind, type Made, type Scope } from "@disentangle/core";
import type { PartChoice } from "../request/part-choice.ts";
import type { Catalogue } from "./catalogue.ts";
import { doing } from "../process/unfinished.ts";
import { plainJson } from "../request/plain-json.ts";
import { lacks } from "./made-part.ts";
import { atPlace } from "./place-of.ts";

/** What tells one configured part from another: part of the key of every result it took part in. */
export interface Identity {
  readonly id: string;
  /**
   * Options as parsed, defaults filled in: options that are given as they would be anyway make no other part.
   */
  readonly options: Readonly<Record<string, Json>>;
  /** Package it comes from, its version, and the hash of its code. */
  readonly plugin: string;
  readonly version: string;
  readonly digest: string;
  /** The identities of the attacks it is composed of; absent where there are none. */
  readonly attacks?: readonly Json[];
}

/** A part that can be made, with what identifies it. */
export interface ConfiguredPart<K extends Kind> {
  readonly identity: Identity;
  /** Makes the part, or says what must be learned first. */
  readonly make: (scope: Scope) => Promise<Made<K>>;
}

/** A part that was made, with what identifies it. */
export interface IdentifiedPart<T> {
  readonly part: T;
  readonly identity: Identity;
}

/**
 * Checks the options of a part and says what identifies it; makes nothing.
 *
 * @throws Fault `unknown-part` where there is none of that name, `bad-option`, `bad-plugin` where the plugin
 * throws anything else or answers wrongly
 */
export async function configurePart<K extends Kind>(catalogue: Catalogue, kind: K, choice: PartChoice): Promise<ConfiguredPart<K>> {
  const { offer, plugin, version, digest } = await catalogue.find(kind, choice.id);
  const refuse = (why: string, cause?: unknown): never => {
    throw new Fault("bad-plugin", `The ${kind} ${choice.id} of ${plugin} cannot be configured: ${why}${atPlace(cause)}.`, {
      value: choice.options,
      cause,
      mend: "Mend the plugin; its conformance tests will show it too.",
    });
  };
  const given = plainJson(choice.options, `The options of the ${kind} ${choice.id}`) as Readonly<Record<string, Json>>;
  let configured: Configured<K>;
  try {
    // A copy, which may be changed and changes nothing here.
    configured = offer.configure(structuredClone(given));
  } catch (cause) {
    if (Fault.is(cause)) throw cause;
    return refuse(reasonOf(cause), cause);
  }
  if (typeof configured?.make !== "function") return refuse("configure answers with no { options, make }");
  const parsed = plainOptions(configured.options);
  if (typeof parsed === "string") return refuse(parsed);
  const options = { ...unmentioned(given, parsed), ...parsed };
  const make = async (scope: Scope): Promise<Made<K>> => {
    let made: Made<K>;
    try {
      made = await doing(`making the ${kind} ${choice.id} of ${plugin}`, () => configured.make(scope));
    } catch (cause) {
      if (Fault.is(cause)) throw cause;
      return refuse(`${reasonOf(cause)} (when it was made)`, cause);
    }
    const lacking = lacks(kind, made);
    return lacking === undefined ? made : refuse(lacking);
  };
  const composed = offer
    .attacks?.(options)
    .map(async (part): Promise<Json> => ({ ...(await configurePart(catalogue, "attack", part)).identity }));
  const attacks = composed && (await Promise.all(composed));
  return { make, identity: { id: choice.id, options, plugin, version, digest, ...(attacks !== undefined && { attacks }) } };
}

/**
 * Options as JSON gives them back, so that no two texts of one option make two parts; else why there are
 * none.
 */
function plainOptions(options: unknown): Readonly<Record<string, Json>> | string {
  if (typeof options !== "object" || options === null || Array.isArray(options)) return "its parsed options are no plain JSON object";
  try {
    return plainJson(options, "what its options are parsed to") as Readonly<Record<string, Json>>;
  } catch (error) {
    return Fault.is(error) ? error.problem.replace(/\.$/, "") : reasonOf(error);
  }
}

/**
 * What was given and does not come back among the options as parsed: a part that was written by hand may go
 * by it all the same, so it tells this part from others.
 */
function unmentioned(given: Readonly<Record<string, Json>>, parsed: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(given).filter(([name]) => !Object.hasOwn(parsed, name)));
}

/** Whether two parts are the same: same code, same options. */
export function samePart(a: Identity, b: Identity): boolean {
  return a.plugin === b.plugin && a.digest === b.digest && a.id === b.id && sortedJson(a.options) === sortedJson(b.options);
}

function sortedJson(options: Readonly<Record<string, Json>>): string {
  return JSON.stringify(Object.entries(options).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** What identifies a part, without options that change no result. */
export function identityWithout(identity: Identity, names: readonly string[]): Identity {
  return { ...identity, options: Object.fromEntries(Object.entries(identity.options).filter(([name]) => !names.includes(name))) };
}
