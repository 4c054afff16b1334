import type { Examples, SearchSpace, SpaceKind } from "@disentangle/core";
import { imageSpace, transformationSpace } from "@disentangle/ops";
import type { Workbench } from "../workbench.ts";

/** How examples become a search space of that kind. */
export function spaceMaker(bench: Workbench, kind: SpaceKind): (examples: Examples) => SearchSpace {
  const { dataset, manifold } = bench;
  switch (kind) {
    case "image":
      return ({ images }) => imageSpace(images);
    case "transformation":
      return ({ images }) => transformationSpace(images, dataset.part.transformations);
    case "latent":
      return (examples) => (manifold.part.space as NonNullable<typeof manifold.part.space>)(examples);
    default:
      throw kind satisfies never;
  }
}
