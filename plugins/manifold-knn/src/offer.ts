import { DATASET, defineManifold, Fault, type LearnedManifold, type Offer, type OptionSchema } from "@disentangle/core";
import * as v from "valibot";
import { knnManifold } from "./knn-manifold.ts";
import { learnIndex } from "./learn-index.ts";

/** Options of the manifold `knn`. */
export interface KnnOptions {
  readonly neighbours?: number | undefined;
  readonly components: number;
  readonly images: number;
}

const count = v.pipe(v.number(), v.integer(), v.minValue(1));

const options: OptionSchema<KnnOptions> = v.strictObject({
  neighbours: v.pipe(
    v.optional(count),
    v.description("nearest training images per image; 50 unless given, under the protocol reference 51"),
  ),
  components: v.pipe(v.optional(count, 40), v.description("principal components that neighbours are searched in")),
  images: v.pipe(v.optional(count, 240_000), v.description("training images in the index at most, the first")),
});

/** The manifold `knn`. */
export const offer: Offer<"manifold"> = defineManifold({
  id: "knn",
  title: "Nearest neighbours",
  summary: "Approximate: around an image, the span of the vectors to the training images nearest to it. It measures; it has no codes.",
  reference: "Stutz, Hein, Schiele, CVPR 2019, section 3.2",
  traits: { exact: false, codes: false },
  options,
  make({ neighbours, components, images }, scope): LearnedManifold {
    const { protocol } = scope;
    const dataset = scope.get(DATASET);
    const total = Math.min(images, dataset.count("train"));
    const wanted = neighbours ?? (protocol === "reference" ? 51 : 50);
    if (total <= wanted) {
      throw new Fault("contradiction", `${wanted} neighbours are asked for, and the index has ${total} images.`, {
        value: total,
        mend: "Ask for fewer neighbours, or index more images.",
      });
    }
    const size = dataset.image[0] * dataset.image[1] * dataset.image[2];
    return {
      exact: false,
      lessons: [
        {
          id: "index",
          cost: 1 + (total * size * (size + 400)) / 2e10,
          learn: (context) => learnIndex({ dataset, count: total, components }, context),
        },
      ],
      assemble: (tensors) => knnManifold({ dataset, index: tensors.get("index") ?? {}, neighbours: wanted, protocol }),
    };
  },
});
