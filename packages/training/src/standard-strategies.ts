import type { Group, Protocol, Strategy } from "@disentangle/core";

/** Radius of the L∞ ball around images, codes and transformations alike, as in the original experiments. */
const RADIUS = 0.3;
/** The same for the L2 ball around images. */
const RADIUS_L2 = 1.5;
const PGD = { iterations: 40, learningRate: 0.005, mode: "run-through" } as const;

/** Who is attacked, by what, how far. */
type Attacked = Pick<Group, "space" | "attack" | "radius">;

const REGULAR: Attacked = { space: "image", attack: { id: "pgd-linf", options: PGD }, radius: RADIUS };
const REGULAR_L2: Attacked = { space: "image", attack: { id: "pgd-l2", options: PGD }, radius: RADIUS_L2 };
const ON_MANIFOLD: Attacked = { ...REGULAR, space: "latent" };
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

/** Two updates per batch, with batch statistics of their own: the first half clean, the second changed at random. */
function augmentation(id: string, changed: Attacked): Strategy {
  return { id, steps: [[{ fraction: 1, weight: 1, space: "clean" }], [{ fraction: 1, weight: 1, ...changed }]] };
}

/**
 * Regular and on-manifold adversarial training in one, Fig. 7 of the paper, with a free mixing ratio.
 *
 * @param regular share of the batch that is attacked in image space
 * @param onManifold share that is attacked on the manifold; the rest stays clean. Every group weighs the same
 */
export function combined(id: string, regular: number, onManifold: number): Strategy {
  const clean = 1 - regular - onManifold;
  const groups: readonly (Attacked & { readonly fraction: number })[] = [
    { fraction: regular, ...REGULAR },
    { fraction: onManifold, ...ON_MANIFOLD },
    ...(clean > 1e-9 ? [{ fraction: clean, space: "clean" as const }] : []),
  ];
  return { id, steps: [groups.map((group) => ({ ...group, weight: 1 / groups.length }))] };
}

/**
 * The strategies of the original experiments, and those variants of them that their code offers. Under `reference`, random transformations
 * are drawn around zero instead of the identity and then clipped, as released.
 */
export function standardStrategies(protocol: Protocol): readonly Strategy[] {
  return [
    full("normal", { space: "clean" }),
    halves("regular-adversarial", REGULAR),
    halves("on-manifold", ON_MANIFOLD),
    halves("adversarial-transformations", TRANSFORMED),
    augmentation("random-transformations", drawn("transformation", protocol === "reference" ? "zero" : "origin")),
    combined("combined", 0.25, 0.25),
    augmentation("random-noise", drawn("image")),
    augmentation("random-codes", drawn("latent")),
    halves("regular-adversarial-l2", REGULAR_L2),
    full("regular-adversarial-full", REGULAR),
    full("on-manifold-full", ON_MANIFOLD),
    full("adversarial-transformations-full", TRANSFORMED),
    combined("combined-full", 0.5, 0.5),
  ];
}
