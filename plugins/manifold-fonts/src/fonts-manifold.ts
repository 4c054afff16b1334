import { Fault, latentSpaceName, type Manifold, type Rows, type SearchSpace } from "@disentangle/core";
import { affineDecoder, latentSpace } from "@disentangle/ops";
import type { Tensor2D } from "@tensorflow/tfjs";
import type { Generator } from "./generator.ts";
import { keepsLabel } from "./keeps-label.ts";
import { projectRows } from "./project-rows.ts";
import { DEFAULTS, type ProjectionOptions } from "./projection-options.ts";

const ID = "fonts";

/**
 * The manifold that a known {@link Generator} draws from: dec(z) for every valid code z, with class and font
 * fixed per example. Its projection is that of the paper, section 3.2: π(x̃) = dec(ẑ), ẑ = argmin ‖dec(z) −
 * x̃‖₂ over valid z.
 */
export function fontsManifold(generator: Generator, options: Partial<ProjectionOptions> = {}): Manifold {
  const settings = { ...DEFAULTS, ...options };
  const space = (rows: Rows): SearchSpace => {
    const codes = codesOf(rows);
    const prototypes = generator.prototypes(rows);
    const { lower, upper } = generator;
    const made = latentSpace({ name: latentSpaceName(ID), codes, lower, upper, decoder: affineDecoder(prototypes) });
    prototypes.dispose();
    return made;
  };
  return {
    id: ID,
    exact: true,
    codes: {
      size: generator.lower.length,
      encode: (rows) => codesOf(rows).clone(),
      space,
      keepsLabel: (points, images, rows, signal) => keepsLabel(generator, points, images, rows, signal),
    },
    async project(images, examples, random, signal) {
      const total = examples.indices.length;
      if (images.shape[0] !== total) {
        throw new Fault("contradiction", `${images.shape[0]} images came with ${total} examples.`, {
          value: images.shape,
          mend: "Give one example per image: the one it was made from.",
        });
      }
      using whole = space(examples);
      return await projectRows(images, whole, examples.indices, settings, random, signal);
    },
    [Symbol.dispose]() {
      // Every space owns its tensors; the manifold itself holds none.
    },
  };
}

function codesOf({ codes }: Rows): Tensor2D {
  if (codes !== undefined) return codes;
  throw new Fault("contradiction", "The manifold fonts needs the codes of its examples, and these have none.", {
    value: codes,
    mend: "Use examples of a dataset with known codes.",
  });
}
