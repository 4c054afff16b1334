import { Fault } from "./fault.ts";
import { isLearned, type Learned } from "./learned.ts";
import type { AttackChoice, Kind, Parts, Plugin } from "./plugin.ts";
import { Random } from "./random.ts";
import type { NamedTensors } from "./architecture.ts";
import type { Scope } from "./scope.ts";
import { ATTACK_OF } from "./tokens.ts";

/**
 * A plugin's part by itself, outside a run: for scripts, for tests, and for whoever wants one part alone. It
 * gets {@link OUTSIDE} unless `scope` says otherwise. A part that must be learned is learned here and now,
 * one lesson after the other, and kept nowhere.
 *
 * @param kind of the plugin's offers the first of this kind is made; `kind/id` names one of several, such as
 * `attack/fmn-l2`
 * @param options of the part; defaults where they are left out
 * @throws Fault `unknown-part` where the plugin offers none, `bad-option`, `unbound` where the part needs
 * another part that `scope` does not give
 */
export async function partOf<K extends Kind>(
  plugin: Plugin,
  kind: K | `${K}/${string}`,
  options?: unknown,
  scope: Partial<Scope> = {},
): Promise<Parts[K]> {
  const offer = plugin.offers.find((one) => one.kind === kind || `${one.kind}/${one.id}` === kind);
  if (offer === undefined) {
    throw new Fault("unknown-part", `${plugin.name} offers no ${kind}.`, {
      value: kind,
      mend: `Ask for one of: ${plugin.offers.map((one) => `${one.kind}/${one.id}`).join(", ")}.`,
    });
  }
  const whole = { ...OUTSIDE, ...scope };
  const made: unknown = await offer.configure(options).make(whole);
  return (isLearned(made) ? await learnAll(made, whole) : made) as Parts[K];
}

async function learnAll<T>(part: Learned<T>, { seed, signal }: Scope): Promise<T> {
  const learned = new Map<string, NamedTensors>();
  const free = (): void => learned.forEach((tensors) => Object.values(tensors).forEach((tensor) => tensor.dispose()));
  try {
    for (const lesson of part.lessons) {
      const random = Random.seeded(seed).fork("lesson", lesson.id);
      const checkpoint = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
      const { tensors } = await lesson.learn({ random, signal, checkpoint, progress: () => undefined });
      learned.set(lesson.id, tensors);
    }
    return part.assemble(learned);
  } finally {
    free();
  }
}

/** The scope of a part outside a run: seed 1, protocol `paper`, no other parts. */
export const OUTSIDE: Scope = {
  seed: 1,
  protocol: "paper",
  signal: new AbortController().signal,
  get(token): never {
    throw new Fault("unbound", `There is no ${token.description ?? "part"} outside a run.`, {
      value: token,
      mend: "Give `get` in the scope.",
    });
  },
};

/**
 * A scope outside a run that gives a composed attack its parts, for {@link partOf}:
 * `partOf(autoAttack, "attack", {}, withAttacks(apgd, fab, square))`.
 *
 * @param plugins that offer the attacks it is composed of
 */
export function withAttacks(...plugins: readonly Plugin[]): Scope {
  const scope: Scope = {
    ...OUTSIDE,
    get(token) {
      if (token !== ATTACK_OF) return OUTSIDE.get(token);
      const make = async ({ id, options }: AttackChoice): Promise<Parts["attack"]> => {
        const plugin = plugins.find(({ offers }) => offers.some((offer) => offer.kind === "attack" && offer.id === id));
        if (plugin !== undefined) return await partOf(plugin, `attack/${id}`, options, scope);
        throw new Fault("unknown-part", `The attack is composed of "${id}", which no plugin here offers.`, {
          value: id,
          mend: "Give withAttacks the plugin that offers it.",
        });
      };
      return make as never;
    },
  };
  return scope;
}
