import type { Json } from "./json.ts";
import { describeOptions, parseOptions, type OptionSchema } from "./options.ts";
import {
  CONTRACT,
  type AnyOffer,
  type AttackChoice,
  type Card,
  type Kind,
  type Made,
  type Offer,
  type Plugin,
  type Remote,
} from "./plugin.ts";
import type { Scope } from "./scope.ts";

/** What a part is, in one place; options are described in their schema alone. */
export interface Definition<K extends Kind, Options> extends Omit<Card, "options"> {
  /** The name by which it is chosen, such as `pgd-linf`. */
  readonly id: string;
  /**
   * Checks the options and fills in defaults; absent where there are none. Each option of a valibot schema
   * says what it is by
   * `v.description`, which `list` shows with its default.
   */
  readonly options?: OptionSchema<Options>;
  /** See {@link Offer.files}. */
  readonly files?: (options: Options) => readonly Remote[];
  /** See {@link Offer.attacks}. */
  readonly attacks?: (options: Options) => readonly AttackChoice[];
  /** Makes the part of checked options; nothing heavy loads before. */
  make(options: Options, scope: Scope): Made<K> | Promise<Made<K>>;
}

/** A backend on offer. */
export function defineBackend<Options>(definition: Definition<"backend", Options>): Offer<"backend"> {
  return define("backend", definition);
}

/** A dataset on offer. */
export function defineDataset<Options>(definition: Definition<"dataset", Options>): Offer<"dataset"> {
  return define("dataset", definition);
}

/** An architecture on offer. */
export function defineArchitecture<Options>(definition: Definition<"architecture", Options>): Offer<"architecture"> {
  return define("architecture", definition);
}

/** An attack on offer. */
export function defineAttack<Options>(definition: Definition<"attack", Options>): Offer<"attack"> {
  return define("attack", definition);
}

/** A manifold on offer. */
export function defineManifold<Options>(definition: Definition<"manifold", Options>): Offer<"manifold"> {
  return define("manifold", definition);
}

/** A training strategy on offer. */
export function defineStrategy<Options>(definition: Definition<"strategy", Options>): Offer<"strategy"> {
  return define("strategy", definition);
}

/** A claim on offer. */
export function defineClaim<Options>(definition: Definition<"claim", Options>): Offer<"claim"> {
  return define("claim", definition);
}

/**
 * The default export of a plugin package.
 *
 * @param manifest its `package.json`
 */
export function definePlugin(manifest: { readonly name: string; readonly version: string }, ...offers: readonly AnyOffer[]): Plugin {
  return { name: manifest.name, version: manifest.version, contract: CONTRACT, offers };
}

function define<K extends Kind, Options>(kind: K, definition: Definition<K, Options>): Offer<K> {
  const {
    id,
    title,
    summary,
    reference,
    source,
    licence,
    traits,
    options: schema = NONE as OptionSchema<Options>,
    files,
    attacks,
  } = definition;
  const parse = (raw: unknown): Options => parseOptions(`${kind} ${id}`, schema, raw);
  return {
    kind,
    id,
    about: {
      title,
      summary,
      ...(reference && { reference }),
      ...(source && { source }),
      ...(licence && { licence }),
      options: describeOptions(schema),
      ...(traits && { traits }),
    },
    ...(files && { files: (options: Json) => files(parse(options)) }),
    ...(attacks && { attacks: (options: Json) => attacks(parse(options)) }),
    configure(raw) {
      const options = parse(raw);
      return { options: options as Json, make: async (scope) => definition.make(options, scope) };
    },
  };
}

/** The schema of a part without options. */
const NONE: OptionSchema<object> = {
  "~standard": {
    validate: (value) => {
      const names = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : ["options"];
      return names.length === 0 ? { value: {} } : { issues: names.map((name) => ({ message: "there is no such option", path: [name] })) };
    },
  },
};
