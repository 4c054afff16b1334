import { join } from "node:path";
import { Fault, type Protocol, type Strategy } from "@disentangle/core";
import { formatPart, parsePart, type PartChoice } from "./part-choice.ts";
import { PROFILES, REDUCED, type Profile } from "./profiles.ts";
import { readRequest, twice, type Asked } from "./request.ts";
import { defaultName } from "./run-name.ts";

/** What a run will do, with every default filled in. */
export interface Settings {
  readonly profile: Profile;
  /** The profile as it is for that architecture: expensive networks have a smaller one. */
  readonly profileOf: (architecture: string) => Profile;
  readonly protocol: Protocol;
  readonly backend: PartChoice;
  /** Another backend whose finished work counts too. */
  readonly reuse: PartChoice | undefined;
  readonly dataset: PartChoice;
  readonly manifold: PartChoice;
  readonly architectures: readonly PartChoice[];
  readonly attack: PartChoice;
  /** Further attacks on the same models, reported beside the one under test; no claim looks at them. */
  readonly beside: readonly PartChoice[];
  /** What `transfer` runs on its source. */
  readonly sourceAttack: PartChoice;
  /** Ids of the claims to judge. */
  readonly claims: readonly string[];
  /** Which choices were made by name, rather than by the profile; such a choice is never dropped silently. */
  readonly named: { readonly claims: boolean; readonly strategies: boolean; readonly spaces: boolean };
  /** Strategies described in the config file. */
  readonly own: readonly Strategy[];
  /** Radius in pixels and in latent units, where not the attack's default. */
  readonly epsilon: number | undefined;
  readonly eta: number | undefined;
  readonly seed: number;
  readonly threads: number | undefined;
  readonly plugins: readonly string[];
  /** Folder of the run. */
  readonly out: string;
}

/**
 * Checks a request and fills in the defaults.
 *
 * @param described strategies that may be named besides those that `raw` describes; names among them are ignored
 * @throws Fault `bad-option`, naming every option that is wrong, `contradiction` where options cannot go together
 */
export function resolveSettings(raw: unknown, described: readonly unknown[] = []): Settings {
  const asked = readRequest(raw, described);
  const base = PROFILES[asked.profile] as Profile;
  const profile = adjust(base, asked);
  const dataset = parsePart(asked.dataset);
  const architectures = asked.architectures.map(parsePart);
  const backend = parsePart(asked.backend);
  const twin = twice(architectures.map(formatPart));
  if (twin !== undefined) {
    throw new Fault("bad-option", `The architecture ${twin} is named twice.`, {
      value: twin,
      mend: "Name it once in --architecture.",
    });
  }
  if (asked.sourceAttack !== undefined && asked.attack.split(":")[0] !== "transfer") {
    throw new Fault("contradiction", `--source-attack is for the attack transfer, and the attack is ${asked.attack}.`, {
      value: asked.sourceAttack,
      mend: "Leave it out, or add --attack transfer.",
    });
  }
  if (asked.threads !== undefined && backend.options["threads"] !== undefined) {
    throw new Fault("contradiction", `--threads says ${asked.threads}, and --backend ${formatPart(backend)}.`, {
      value: asked.threads,
      mend: "Give the number of threads once.",
    });
  }
  const attack = parsePart(asked.attack);
  const settings = {
    profile,
    profileOf: (architecture: string) => adjust({ ...base, ...REDUCED[base.name]?.[architecture] }, asked),
    protocol: asked.protocol,
    backend: asked.threads === undefined ? backend : { ...backend, options: { ...backend.options, threads: asked.threads } },
    reuse: asked.reuse === undefined ? undefined : parsePart(asked.reuse),
    dataset,
    manifold: parsePart(asked.manifold ?? dataset.id),
    architectures,
    attack,
    beside: (asked.beside ?? []).map((entry) => besides(parsePart(entry), attack)),
    sourceAttack: parsePart(asked.sourceAttack ?? "pgd-linf"),
    claims: asked.claims ?? ["1", "2", "3", "4"],
    named: { claims: asked.claims !== undefined, strategies: asked.strategies !== undefined, spaces: asked.spaces !== undefined },
    own: asked.own,
    epsilon: asked.epsilon,
    eta: asked.eta,
    seed: asked.seed,
    threads: asked.threads,
    plugins: asked.plugins,
  };
  return { ...settings, out: asked.out ?? join("runs", defaultName(settings, asked)) };
}

/** An attack to run beside the one under test. */
function besides(choice: PartChoice, attack: PartChoice): PartChoice {
  if (choice.id === "transfer") {
    throw new Fault("contradiction", "The attack transfer trains a source of its own, so it cannot run beside another.", {
      value: choice.id,
      mend: "Run it by itself: --attack transfer.",
    });
  }
  if (formatPart(choice) !== formatPart(attack)) return choice;
  throw new Fault("contradiction", `--beside names the attack under test, ${formatPart(attack)}.`, {
    value: formatPart(choice),
    mend: "Leave it out, or give it other options.",
  });
}

function adjust(profile: Profile, asked: Asked): Profile {
  const sizes = asked.sizes === undefined ? profile.sizes : asked.sizes.toSorted((a, b) => a - b);
  const attacked = asked.attacked;
  return {
    ...profile,
    sizes,
    models: asked.models === undefined ? profile.models : { normal: asked.models, others: asked.models },
    strategies: asked.strategies ?? profile.strategies,
    // Strategies that are named are wanted at every size.
    largestOther: asked.strategies === undefined && asked.sizes === undefined ? profile.largestOther : Infinity,
    attacked: attacked === undefined ? profile.attacked : { image: attacked, latent: attacked, transformation: attacked },
    restarts: asked.restarts ?? profile.restarts,
    spaces: asked.spaces ?? profile.spaces,
    testImages: asked.testImages ?? profile.testImages,
  };
}
