import { Fault, Random, type SearchSpace } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { affine } from "../src/affine.ts";
import { affineDecoder } from "../src/decoder.ts";
import { imageSpace } from "../src/space-image.ts";
import { latentSpace } from "../src/space-latent.ts";
import { IDENTITY_TRANSFORMATION, transformationSpace } from "../src/space-transformation.ts";

const BOUNDS = { lower: [-0.2, -0.2, -0.5, -0.5, 0.75, -1.5708], upper: [0.2, 0.2, 0.5, 0.5, 1.15, 1.5708] };

beforeAll(async () => {
  await tf.setBackend("cpu");
  await tf.ready();
});

function images(count: number): tf.Tensor4D {
  const random = Random.seeded(1);
  return tf.tensor4d(
    Float32Array.from({ length: count * 48 }, () => random.uniform()),
    [count, 6, 8, 1],
  );
}

function codes(count: number): tf.Tensor2D {
  const random = Random.seeded(2);
  return tf.tensor2d(
    Float32Array.from({ length: count * 6 }, (_, k) => (k % 6 === 4 ? 1 : 0) + 0.1 * random.normal()),
    [count, 6],
  );
}

/** Makes a space of images and codes that are freed at once, as a caller may. */
function made(make: (x: tf.Tensor4D, z: tf.Tensor2D) => SearchSpace): () => SearchSpace {
  return () => {
    const [x, z] = [images(5), codes(5)];
    const space = make(x, z);
    tf.dispose([x, z]);
    return space;
  };
}

const SPACES: readonly (readonly [string, () => SearchSpace])[] = [
  ["image", made((x) => imageSpace(x))],
  ["latent/toy", made((x, z) => latentSpace({ name: "latent/toy", codes: z, ...BOUNDS, decoder: affineDecoder(x) }))],
  ["transformation", made((x) => transformationSpace(x, BOUNDS))],
];

describe.each(SPACES)("the %s space", (name, make) => {
  test("selects rows of what it renders, in the order asked for", () => {
    using space = make();
    using some = space.select(Int32Array.of(3, 0, 3));
    const all = space.render(space.origin).arraySync();
    expect(some.render(some.origin).arraySync()).toEqual([all[3], all[0], all[3]]);
    expect(some.name).toBe(name);
  });

  test("frees all it made, selections included, and nothing else", () => {
    const before = tf.memory().numTensors;
    const space = make();
    const some = space.select(Int32Array.of(1));
    space[Symbol.dispose]();
    some.render(some.origin).dispose();
    some[Symbol.dispose]();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("renders a new tensor that may be freed, differentiable in the points", () => {
    using space = make();
    space.render(space.origin).dispose();
    const gradient = tf.grad((points) => space.render(points).square().sum())(space.origin);
    expect(gradient.shape).toEqual(space.origin.shape);
    expect(gradient.abs().max().arraySync()).toBeGreaterThan(0);
  });
});

test("the image space starts at the images, in the box 0 … 1", () => {
  using space = imageSpace(images(2));
  expect(space.origin.dataSync()).toEqual(images(2).dataSync());
  expect([space.lower.dataSync()[0], space.upper.dataSync()[0]]).toEqual([0, 1]);
});

test("the transformation space starts at the identity, which renders the images themselves", () => {
  using space = transformationSpace(images(2), BOUNDS);
  expect(space.origin.arraySync()).toEqual([IDENTITY_TRANSFORMATION, IDENTITY_TRANSFORMATION]);
  expect(space.render(space.origin).dataSync()).toEqual(images(2).dataSync());
  expect([...space.lower.dataSync()]).toEqual([...Float32Array.from(BOUNDS.lower)]);
});

test("the latent space decodes every row with its own decoder", () => {
  using space = latentSpace({ name: "latent/toy", codes: codes(3), ...BOUNDS, decoder: affineDecoder(images(3)) });
  expect(space.render(space.origin).dataSync()).toEqual(affine(images(3), codes(3)).dataSync());
});

test("a box of another size than the codes is refused", () => {
  expect(() => latentSpace({ name: "latent/toy", codes: codes(1), lower: [0], upper: [1], decoder: affineDecoder(images(1)) })).toThrow(
    Fault,
  );
});
