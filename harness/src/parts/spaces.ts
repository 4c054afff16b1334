import { Fault, manifoldOf, type Dataset, type Manifold, type Rows, type SearchSpace, type SpaceName } from "@disentangle/core";
import { imageSpace, transformationSpace } from "@disentangle/ops";

/**
 * How examples become a search space of that name.
 *
 * @param manifold the one that a latent space is of
 * @throws Fault `contradiction` where dataset or manifold have no such space
 */
export function spaceMaker(name: SpaceName, dataset: Dataset, manifold: Manifold | undefined): (rows: Rows) => SearchSpace {
  if (name === "image") return ({ images }) => imageSpace(images);
  if (name === "transformation") {
    const bounds = dataset.transformations;
    if (bounds === undefined) throw missing(name, `the dataset ${dataset.id} says of no transformation that it keeps the class`);
    return ({ images }) => transformationSpace(images, bounds);
  }
  const codes = manifold?.codes;
  if (codes === undefined) throw missing(name, `the manifold ${manifoldOf(name)} has no codes`);
  return (rows) => codes.space(rows);
}

function missing(name: SpaceName, why: string): Fault {
  return new Fault("contradiction", `The space ${name} cannot be searched, as ${why}.`, {
    value: name,
    mend: "Choose other spaces or strategies.",
  });
}
