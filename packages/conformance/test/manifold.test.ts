import type { Codes, Manifold, Projections, SearchSpace } from "@disentangle/core";
import { latentSpace } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { manifoldLaws, testManifold, type Law, type ManifoldSubject } from "../src/index.ts";
import { decoder, examplesOf, plane } from "./plane.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const codes = plane.codes as Codes;

function subject(manifold: Manifold): ManifoldSubject {
  return { manifold: () => Promise.resolve(manifold), examples: (count) => Promise.resolve(examplesOf(count)), tolerance: 1e-3 };
}

testManifold("the plane", subject(plane));

testManifold("a manifold without codes", subject(withoutCodes()));

testManifold("an approximation, on whose manifold the examples do not lie", subject({ ...approximate(), exact: false }));

function withoutCodes(): Manifold {
  const { id } = plane;
  return { id, exact: true, project: (...call) => plane.project(...call), [Symbol.dispose]: () => undefined };
}

/** The plane with its projections changed. */
function projecting(change: (projections: Projections, call: Parameters<Manifold["project"]>) => Projections): Manifold {
  return { ...plane, project: async (...call) => change(await plane.project(...call), call) };
}

/** The plane with its codes changed. */
function coding(change: Partial<Codes>): Manifold {
  return { ...plane, codes: { ...codes, ...change } };
}

/** The plane with its space changed. */
function spacing(change: (space: SearchSpace) => Partial<SearchSpace>): Manifold {
  return coding({
    space: (examples) => {
      const space = codes.space(examples);
      return { ...space, ...change(space) };
    },
  });
}

/**
 * The plane, darker: what its decoder renders is not what the dataset holds, nor where its projection ends.
 */
function approximate(): Manifold {
  const darker = (images: tf.Tensor4D): tf.Tensor4D => tf.tidy(() => tf.mul(images, 0.8));
  const dark = spacing((space) => ({ render: (points) => darker(space.render(points)), select: (rows) => darkened(space.select(rows)) }));
  const darkened = (space: SearchSpace): SearchSpace => ({ ...space, render: (points) => darker(space.render(points)) });
  return {
    ...dark,
    async project(images, ...rest) {
      const brighter = tf.tidy(() => tf.div<tf.Tensor4D>(images, 0.8));
      const projections = await plane.project(brighter, ...rest);
      brighter.dispose();
      const changed = withImages(projections, (nearest) => nearest.mul(0.8));
      return { ...changed, distance: projections.distance.map((distance) => 0.8 * distance) };
    },
  };
}

/** Projections with other images; the distance is kept. */
function withImages(projections: Projections, change: (images: tf.Tensor4D) => tf.Tensor): Projections {
  const images = tf.tidy(() => change(projections.images)) as tf.Tensor4D;
  projections.images.dispose();
  return {
    ...projections,
    images,
    [Symbol.dispose]: () => tf.dispose(projections.codes === undefined ? images : [images, projections.codes]),
  };
}

let calls = 0;

interface Mutant {
  /** The law it breaks, in words of its promise. */
  readonly breaks: string;
  /** What it does wrong. */
  readonly by: string;
  readonly manifold: Manifold;
}

const mutants: readonly Mutant[] = [
  {
    breaks: "finds images of the manifold",
    by: "adding to every distance",
    manifold: projecting((projections) => ({ ...projections, distance: projections.distance.map((distance) => distance + 0.1) })),
  },
  {
    breaks: "follows images",
    by: "returning the example's image without searching, as the released code does",
    manifold: {
      ...plane,
      project: async (images, examples) => {
        const distance = tf.tidy(() => images.sub(examples.images).square().sum([1, 2, 3]).sqrt().dataSync().slice() as Float32Array);
        const nearest = examples.images.clone();
        return { distance, images: nearest, [Symbol.dispose]: () => nearest.dispose() };
      },
    },
  },
  {
    breaks: "at least as close",
    by: "projecting onto the darkest image",
    manifold: projecting((projections, [images]) => ({
      ...withImages(projections, (nearest) => nearest.mul(0)),
      distance: tf.tidy(() => images.square().sum([1, 2, 3]).sqrt().dataSync().slice() as Float32Array),
    })),
  },
  {
    breaks: "states the distance",
    by: "giving the squared distance",
    manifold: projecting((projections) => ({ ...projections, distance: projections.distance.map((distance) => distance ** 2) })),
  },
  {
    breaks: "leaves its own projections",
    by: "shading what it returns",
    manifold: projecting((projections) => withImages(projections, (images) => images.add(tf.linspace(0, 0.1, 16).reshape([1, 4, 4, 1])))),
  },
  {
    breaks: "returns codes that are valid",
    by: "leaving the box",
    manifold: projecting((projections) => {
      const codes = tf.tidy(() => (projections.codes as tf.Tensor2D).add<tf.Tensor2D>(2));
      projections.codes?.dispose();
      return { ...projections, codes, [Symbol.dispose]: () => tf.dispose([projections.images, codes]) };
    }),
  },
  {
    breaks: "projects every row by itself",
    by: "mixing the rows of a batch",
    manifold: projecting((projections) => ({ ...projections, distance: projections.distance.toReversed() })),
  },
  {
    breaks: "same bytes",
    by: "counting its calls",
    manifold: projecting((projections) => withImages(projections, (images) => images.add(1e-6 * ++calls))),
  },
  {
    breaks: "stops when",
    by: "ignoring the signal",
    manifold: {
      ...plane,
      project: (images, examples, random) => plane.project(images, examples, random, new AbortController().signal),
    },
  },
  {
    breaks: "frees all it made",
    by: "keeping a tensor",
    manifold: projecting((projections) => {
      tf.keep(tf.scalar(1));
      return projections;
    }),
  },
  { breaks: "one per example", by: "a box beside the codes", manifold: spacing(({ lower }) => ({ lower: tf.tidy(() => lower.add(5)) })) },
  {
    breaks: "at the origin",
    by: "rendering a little too bright",
    manifold: spacing((space) => ({ render: (points) => tf.tidy(() => space.render(points).add<tf.Tensor4D>(1e-4)) })),
  },
  {
    breaks: "alike every time",
    by: "mixing the mean of the batch into every image, as real batch statistics do",
    manifold: {
      ...spacing((space) => ({
        render: (points) =>
          tf.tidy(() => {
            const images = space.render(points);
            return images.mul(0.9).add<tf.Tensor4D>(images.mean([0], true).mul(0.1));
          }),
      })),
      exact: false,
    },
  },
  {
    breaks: "0 … 1 everywhere",
    by: "rendering beyond white",
    manifold: spacing((space) => ({ render: (points) => tf.tidy(() => space.render(points).mul<tf.Tensor4D>(3)) })),
  },
  {
    breaks: "selects rows",
    by: "selecting the first rows whatever is asked",
    manifold: spacing((space) => ({ select: (rows) => space.select(rows.map((_, i) => i)) })),
  },
  {
    breaks: "the gradient",
    by: "halving the gradient",
    manifold: spacing((space) => ({
      render: (points) =>
        space.render(tf.customGrad((x) => ({ value: tf.clone(x as tf.Tensor), gradFunc: (dy: tf.Tensor) => dy.mul(0.5) }))(points)),
    })),
  },
  {
    breaks: "tensors of its codes and spaces",
    by: "a space that does not free its codes",
    manifold: coding({
      space: (examples) =>
        latentSpace({ name: "latent/plane", codes: (examples.codes as tf.Tensor2D).add(0), lower: [0, 0], upper: [1, 1], decoder }),
    }),
  },
  { breaks: "named for the manifold", by: "naming its space for another", manifold: spacing(() => ({ name: "latent/other" })) },
  {
    breaks: "encodes examples",
    by: "encoding something else than where a search starts",
    manifold: coding({ encode: (examples) => tf.tidy(() => tf.add<tf.Tensor2D>(examples.codes as tf.Tensor2D, 0.1)) }),
  },
  {
    breaks: "of every row by itself",
    by: "telling all rows by the first",
    manifold: coding({
      keepsLabel: async (points, _images, { indices }) => ({ kept: new Uint8Array(indices.length).fill(points.shape[0] > 2 ? 1 : 0) }),
    }),
  },
  {
    breaks: "which rows count",
    by: "counting a row twice",
    manifold: coding({ counts: ({ indices }) => new Uint8Array(indices.length).fill(2) }),
  },
  {
    breaks: "keeps the label of every valid code",
    by: "keeping whatever comes",
    manifold: coding({ keepsLabel: async (_points, _images, { indices }) => ({ kept: new Uint8Array(indices.length).fill(1) }) }),
  },
  {
    breaks: "mean image",
    by: "learning nothing but black",
    manifold: { ...spacing((space) => ({ render: (points) => tf.tidy(() => space.render(points).mul<tf.Tensor4D>(0)) })), exact: false },
  },
  {
    breaks: "of their own class",
    by: "using another class's part unless told",
    manifold: {
      ...projecting((projections, [, , , , classes]) => ({
        ...projections,
        distance: projections.distance.map((distance) => distance + (classes === undefined ? 0.2 : 0.1)),
      })),
      exact: false,
    },
  },
  {
    breaks: "no image farther",
    by: "ending farther than where its encoder starts",
    manifold: {
      ...projecting((projections) => ({ ...projections, distance: projections.distance.map((distance) => distance + 0.1) })),
      exact: false,
    },
  },
];

describe("a broken manifold is caught", () => {
  test.each(mutants)("$by", async ({ breaks, manifold }) => {
    const laws = manifoldLaws.filter(({ promise }) => promise.includes(breaks));
    expect(laws).toHaveLength(1);
    const [law] = laws as [Law<ManifoldSubject>];
    await expect(law.check(subject(manifold))).rejects.toThrow(/\d|instead|although/);
  });

  test("and every law catches one", () => {
    for (const { promise } of manifoldLaws) expect(mutants.some(({ breaks }) => promise.includes(breaks))).toBe(true);
  });
});
