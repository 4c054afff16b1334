import { latentSpaceName, type Group, type Protocol, type Strategy } from "@disentangle/core";

/** Radius of the L∞ ball around images, codes and transformations alike, as in the original experiments. */
const RADIUS = 0.3;
/** The same for the L2 ball around images. */
const RADIUS_L2 = 1.5;
const PGD = { iterations: 40, learningRate: 0.005, mode: "run-through" } as const;

/** Who is attacked, by what, how far. */
type Attacked = Pick<Group, "space" | "attack" | "radius" | "apart">;

const REGULAR: Attacked = { space: "image", attack: { id: "pgd-linf", options: PGD }, radius: RADIUS };
const REGULAR_L2: Attacked = { space: "image", attack: { id: "pgd-l2", options: PGD }, radius: RADIUS_L2 };
const TRANSFORMED: Attacked = { ...REGULAR, space: "transformation" };

/** Random examples: the attack that only draws its start. */
function drawn(space: Group["space"], centre: "origin" | "zero" = "origin"): Attacked {
  return { space, attack: { id: "random", options: { centre } }, radius: RADIUS };
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
  /** Radius of the L∞ ball around its codes, where it is another than 0.3. */
  readonly radius?: number | undefined;
}

/**
 * The name of a strategy that trains on a manifold: `on-manifold` on the exact one, `on-manifold/vae-gan` on
 * a learned one.
 */
export function strategyOn(manifold: Pick<TrainingManifold, "id" | "exact">, base: string = "on-manifold"): string {
  return manifold.exact ? base : `${base}/${manifold.id}`;
}

function onManifold({ id, exact, radius = RADIUS }: TrainingManifold, protocol: Protocol): Attacked {
  const apart = protocol === "reference" && !exact;
  return { ...REGULAR, space: latentSpaceName(id), radius, ...(apart && { apart }) };
}

/**
 * Regular and on-manifold adversarial training in one, Fig. 7 of the paper, with a free mixing ratio.
 *
 * @param regular share of the batch that is attacked in image space
 * @param moved share that is attacked on the manifold; the rest stays clean. Every group weighs the same
 */
export function combined(id: string, manifold: TrainingManifold, regular: number, moved: number, protocol: Protocol = "paper"): Strategy {
  const clean = 1 - regular - moved;
  const groups: readonly (Attacked & { readonly fraction: number })[] = [
    { fraction: regular, ...REGULAR },
    { fraction: moved, ...onManifold(manifold, protocol) },
    ...(clean > 1e-9 ? [{ fraction: clean, space: "clean" as const }] : []),
  ];
  return { id, steps: [groups.map((group) => ({ ...group, weight: 1 / groups.length }))] };
}

/** The strategies that train on one manifold. */
function strategiesOn(manifold: TrainingManifold, protocol: Protocol): readonly Strategy[] {
  const name = (base: string): string => strategyOn(manifold, base);
  const attacked = onManifold(manifold, protocol);
  return [
    halves(name("on-manifold"), attacked),
    combined(name("combined"), manifold, 0.25, 0.25, protocol),
    augmentation(name("random-codes"), { ...attacked, ...drawn(attacked.space), radius: attacked.radius ?? RADIUS }),
    full(name("on-manifold-full"), attacked),
    combined(name("combined-full"), manifold, 0.5, 0.5, protocol),
  ];
}

/**
 * The strategies of the original experiments, and those variants of them that their code offers. Under
 * `reference`, random transformations are drawn around zero instead of the identity and then clipped, and
 * groups on learned manifolds go apart, as released.
 *
 * @param manifolds those of the run that have codes
 */
export function standardStrategies(protocol: Protocol, manifolds: readonly TrainingManifold[]): readonly Strategy[] {
  return [
    full("normal", { space: "clean" }),
    halves("regular-adversarial", REGULAR),
    halves("adversarial-transformations", TRANSFORMED),
    augmentation("random-transformations", drawn("transformation", protocol === "reference" ? "zero" : "origin")),
    augmentation("random-noise", drawn("image")),
    halves("regular-adversarial-l2", REGULAR_L2),
    full("regular-adversarial-full", REGULAR),
    full("adversarial-transformations-full", TRANSFORMED),
    ...manifolds.flatMap((manifold) => strategiesOn(manifold, protocol)),
  ];
}
