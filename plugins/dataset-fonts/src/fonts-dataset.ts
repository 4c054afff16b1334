import { Fault, type Dataset, type Rows, type Split } from "@disentangle/core";
import { affine, makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import type { FontsGenerator } from "./generator.ts";
import { imageSide, letters } from "./layout.ts";
import { gatherPrototypes, type Prototypes } from "./prototypes.ts";
import { parameterNames, type Ranges } from "./ranges.ts";
import type { Samples } from "./samples.ts";
import { sha256 } from "./sha256.ts";

/** Images rendered at once: bounds the memory that rendering takes, whatever is asked for. */
const renderBatch = 500;

/** What a FONTS dataset is made of. */
export interface FontsParts {
  readonly prototypes: Prototypes;
  readonly samples: Samples;
  /** Valid values of θ. */
  readonly ranges: Ranges;
  /** Images held back from the end of the training split. */
  readonly validation: number;
}

/** FONTS: a dataset that also says how its images are made. */
export interface FontsDataset extends Dataset {
  readonly generator: FontsGenerator;
}

/**
 * The dataset over those prototypes and samples; images are rendered on the active backend whenever they are
 * asked for.
 */
export async function fontsDataset({ prototypes, samples, ranges, validation }: FontsParts): Promise<FontsDataset> {
  const counts: Record<Split, number> = { train: samples.sizes.train - validation, test: samples.sizes.test };
  const lower = Float32Array.from(ranges.lower);
  const upper = Float32Array.from(ranges.upper);
  const gather = (fonts: Int32Array, labels: Int32Array): tf.Tensor4D =>
    tf.tensor4d(gatherPrototypes(prototypes, fonts, labels), [fonts.length, imageSide, imageSide, 1]);

  const render = (fonts: Int32Array, labels: Int32Array, theta: tf.Tensor2D): tf.Tensor4D =>
    tf.tidy(() => {
      const parts: tf.Tensor4D[] = [];
      for (let start = 0; start < fonts.length; start += renderBatch) {
        const end = Math.min(start + renderBatch, fonts.length);
        parts.push(tf.tidy(() => affine(gather(fonts.slice(start, end), labels.slice(start, end)), theta.slice(start, end - start))));
      }
      return parts.length === 0 ? tf.zeros<tf.Rank.R4>([0, imageSide, imageSide, 1]) : tf.concat(parts);
    });

  return {
    id: "fonts",
    image: [imageSide, imageSide, 1],
    classes: letters,
    fingerprint: await sha256(JSON.stringify({ prototypes: prototypes.hash, samples: samples.hash, ranges })),
    count: (split) => counts[split],
    examples: async (split, indices): Promise<Rows> => {
      checkIndices(split, indices, counts[split]);
      const { fonts, labels, theta } = samples.codes(split, indices);
      const stored = await samples.images?.(split, indices);
      const codes = tf.tensor2d(theta, [indices.length, 6]);
      const images = stored ? tf.tensor4d(stored, [indices.length, imageSide, imageSide, 1]) : render(fonts, labels, codes);
      return makeExamples({ split, indices: indices.slice(), images, labels, codes, factors: { font: fonts } });
    },
    generator: {
      names: parameterNames,
      lower,
      upper,
      prototypes: ({ labels, factors }) => {
        const fonts = factors?.["font"];
        if (fonts === undefined) throw new Fault("bad-data", "These examples do not say which font they show.");
        return gather(fonts, labels);
      },
    },
    transformations: { lower, upper },
  };
}

function checkIndices(split: Split, indices: Int32Array, count: number): void {
  const outside = indices.find((index) => index < 0 || index >= count);
  if (outside === undefined) return;
  throw new Fault("bad-option", `There is no image ${outside} in the ${split} split of fonts.`, {
    value: outside,
    mend: `Ask for positions from 0 to ${count - 1}.`,
  });
}
