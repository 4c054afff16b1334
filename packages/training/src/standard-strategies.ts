import { latentSpaceName, type Group, type Norm, type Protocol, type Strategy } from "@disentangle/core";
import { L2, LINF } from "@disentangle/ops";

/** Radius around codes and transformations, whatever the norm, as in the original experiments. */
const RADIUS = 0.3;
const PGD = { iterations: 40, learningRate: 0.005, mode: "run-through" } as const;

/** Norms that strategies come in: L∞ in the main experiments of the paper, L2 in others. */
export type StrategyNorm = "linf" | "l2";

/** How strategies search the ball of a norm. */
interface Ball {
  readonly norm: Norm;
  readonly attack: string;
  /** Radius around images. */
  readonly image: number;
  /** What the names of its strategies end with. */
  readonly suffix: string;
}

const BALLS: Readonly<Record<StrategyNorm, Ball>> = {
  linf: { norm: LINF, attack: "pgd-linf", image: 0.3, suffix: "" },
  l2: { norm: L2, attack: "pgd-l2", image: 1.5, suffix: "-l2" },
};

/** Who is attacked, by what, how far. */
type Attacked = Pick<Group, "space" | "attack" | "radius" | "apart">;

function searched(norm: StrategyNorm, space: Exclude<Group["space"], "clean">): Attacked {
  const { attack, image } = BALLS[norm];
  return { space, attack: { id: attack, options: PGD }, radius: space === "image" ? image : RADIUS };
}

/** Random examples in the same ball: the attack that only draws its start. */
function drawn(norm: StrategyNorm, attacked: Attacked, centre: "origin" | "zero" = "origin"): Attacked {
  return { ...attacked, attack: { id: "random", options: { norm, centre } } };
}

/** Half of the batch stays clean, half is attacked, both go forward together; each half counts half. */
function halves(id: string, attacked: Attacked): Strategy {
  return {
    id,
    steps: [
      [
        { fraction: 0.5, weight: 0.5, space: "clean" },
        { fraction: 0.5, weight: 0.5, ...attacked },
      ],
    ],
  };
}

/** The whole batch is attacked. */
function full(id: string, attacked: Attacked): Strategy {
  return { id, steps: [[{ fraction: 1, weight: 1, ...attacked }]] };
}

/**
 * Two updates per batch, with batch statistics of their own: the first half clean, the second changed at
 * random.
 */
function augmentation(id: string, changed: Attacked): Strategy {
  return { id, steps: [[{ fraction: 1, weight: 1, space: "clean" }], [{ fraction: 1, weight: 1, ...changed }]] };
}

/** A manifold with codes, on which classifiers can be trained. */
export interface TrainingManifold {
  readonly id: string;
  readonly exact: boolean;
  /** Radius of the ball around its codes under a norm, where it is another than 0.3. */
  readonly radius?: ((norm: Norm) => number | undefined) | undefined;
}

/**
 * The name of a strategy that trains on a manifold: `on-manifold` on the exact one, `on-manifold/vae-gan` on
 * a learned one.
 */
export function strategyOn(manifold: Pick<TrainingManifold, "id" | "exact">, base: string = "on-manifold"): string {
  return manifold.exact ? base : `${base}/${manifold.id}`;
}

function onManifold({ id, exact, radius }: TrainingManifold, norm: StrategyNorm, protocol: Protocol): Attacked {
  const apart = protocol === "reference" && !exact;
  return { ...searched(norm, latentSpaceName(id)), radius: radius?.(BALLS[norm].norm) ?? RADIUS, ...(apart && { apart }) };
}

/** How {@link combined} mixes. */
export interface Mixture {
  /** Share of the batch that is attacked in image space. */
  readonly regular: number;
  /** Share that is attacked on the manifold; the rest stays clean. */
  readonly moved: number;
  /** Default `paper`. */
  readonly protocol?: Protocol;
  /** Of both attacks. Default `linf`. */
  readonly norm?: StrategyNorm;
}

/**
 * Regular and on-manifold adversarial training in one, Fig. 7 of the paper, with a free mixing ratio. Every
 * group weighs the same.
 */
export function combined(id: string, manifold: TrainingManifold, mixture: Mixture): Strategy {
  const { regular, moved, protocol = "paper", norm = "linf" } = mixture;
  const clean = 1 - regular - moved;
  const groups: readonly (Attacked & { readonly fraction: number })[] = [
    { fraction: regular, ...searched(norm, "image") },
    { fraction: moved, ...onManifold(manifold, norm, protocol) },
    ...(clean > 1e-9 ? [{ fraction: clean, space: "clean" as const }] : []),
  ];
  return { id, steps: [groups.map((group) => ({ ...group, weight: 1 / groups.length }))] };
}

/** The strategies that train on one manifold. */
function strategiesOn(manifold: TrainingManifold, norm: StrategyNorm, protocol: Protocol): readonly Strategy[] {
  const name = (base: string): string => strategyOn(manifold, `${base}${BALLS[norm].suffix}`);
  const attacked = onManifold(manifold, norm, protocol);
  return [
    halves(name("on-manifold"), attacked),
    combined(name("combined"), manifold, { regular: 0.25, moved: 0.25, protocol, norm }),
    augmentation(name("random-codes"), drawn(norm, attacked)),
    full(name("on-manifold-full"), attacked),
    combined(name("combined-full"), manifold, { regular: 0.5, moved: 0.5, protocol, norm }),
  ];
}

/** The strategies under one norm: on images, on transformations, on manifolds. */
function strategiesUnder(norm: StrategyNorm, manifolds: readonly TrainingManifold[], protocol: Protocol): readonly Strategy[] {
  const name = (base: string): string => `${base}${BALLS[norm].suffix}`;
  const [regular, transformed] = [searched(norm, "image"), searched(norm, "transformation")];
  return [
    halves(name("regular-adversarial"), regular),
    halves(name("adversarial-transformations"), transformed),
    augmentation(name("random-transformations"), drawn(norm, transformed, protocol === "reference" ? "zero" : "origin")),
    augmentation(name("random-noise"), drawn(norm, regular)),
    full(name("regular-adversarial-full"), regular),
    full(name("adversarial-transformations-full"), transformed),
    ...manifolds.flatMap((manifold) => strategiesOn(manifold, norm, protocol)),
  ];
}

/**
 * The strategies of the original experiments, and those variants of them that their code offers; the names
 * of L2 forms end with `-l2`. Under `reference`, random transformations are drawn around zero instead of the
 * identity and then clipped, and groups on learned manifolds go apart, as released.
 *
 * @param manifolds those of the run that have codes
 */
export function standardStrategies(protocol: Protocol, manifolds: readonly TrainingManifold[]): readonly Strategy[] {
  return [
    full("normal", { space: "clean" }),
    ...strategiesUnder("linf", manifolds, protocol),
    ...strategiesUnder("l2", manifolds, protocol),
  ];
}
