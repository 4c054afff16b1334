import "@disentangle/backend-simd";
import { manifoldLaws, testManifold, type ManifoldSubject } from "@disentangle/conformance";
import { type Manifold, type NamedTensors, Random, type Rows } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildNetwork, vaeGanManifold } from "../src/index.ts";
import { learnToy, settings, toy } from "./toy.ts";

let lessons: readonly NamedTensors[] = [];
const { signal } = new AbortController();

beforeAll(async () => {
  await tf.setBackend("simd");
  lessons = await learnToy(60);
}, 120_000);
afterAll(() => lessons.forEach((one) => tf.dispose({ ...one })));

function open(protocol: "paper" | "reference" = "paper", of: readonly NamedTensors[] = lessons): Manifold {
  return vaeGanManifold({ id: "vae-gan", shape: settings(0, 1), lessons: of, protocol, starts: 2, iterations: 60 });
}

const codesOf = (manifold: Manifold): NonNullable<Manifold["codes"]> => manifold.codes as NonNullable<Manifold["codes"]>;
const rowsOf = (count: number, from = 0): Promise<Rows> =>
  toy.examples(
    "test",
    Int32Array.from({ length: count }, (_, i) => from + i),
  );
const values = (tensor: tf.Tensor): number[] => [...tensor.dataSync()];

const subject: ManifoldSubject = {
  manifold: async () => open(),
  examples: (count) => rowsOf(count),
  // A pixel or two of a soft bar: the accuracy of networks this small.
  tolerance: 0.5,
  count: 9,
};

testManifold("a learned toy", subject);
testManifold("a learned toy under reference", { ...subject, manifold: async () => open("reference") });

describe("the laws catch", () => {
  const broken: Readonly<Record<string, { readonly make: () => Manifold; readonly caught: RegExp }>> = {
    "the decoder of another class": {
      make: () =>
        open(
          "paper",
          [1, 2, 0].map((i) => ({ ...lessons[i], ...onlyCodes(lessons[i === 0 ? 2 : i - 1] as NamedTensors) })),
        ),
      caught: /mean image|own class/,
    },
    "batch norm in training mode": {
      make: () => {
        const manifold = open();
        const codes = codesOf(manifold);
        return {
          ...manifold,
          codes: {
            ...codes,
            space: (rows) => inTrainMode(codes.space(rows), rows.labels),
          },
        };
      },
      caught: /decoded alone/,
    },
    "a box that is not applied": {
      make: () => {
        const manifold = open();
        return {
          ...manifold,
          async project(...args) {
            const { codes, ...rest } = await manifold.project(...args);
            const far = tf.mul<tf.Tensor2D>(codes as tf.Tensor2D, 40);
            codes?.dispose();
            return { ...rest, codes: far, [Symbol.dispose]: () => tf.dispose([rest.images, far]) };
          },
        };
      },
      caught: /leave the valid box/,
    },
    "codes of the other split": {
      make: () =>
        open(
          "paper",
          lessons.map((one) => ({
            ...one,
            "codes/test": shuffled(one["codes/train"] as tf.Tensor, (one["codes/test"] as tf.Tensor).shape[0] ?? 0),
          })),
        ),
      caught: /mean image/,
    },
  };

  test.each(Object.entries(broken))("%s", async (_, { make, caught }) => {
    const faults: string[] = [];
    for (const law of manifoldLaws) {
      try {
        await law.check({ ...subject, manifold: async () => make() });
      } catch (error) {
        faults.push(String(error));
      }
    }
    expect(faults.join("\n")).toMatch(caught);
  });
});

/** Codes and indices of a lesson, without its networks. */
function onlyCodes(lesson: NamedTensors): NamedTensors {
  return Object.fromEntries(Object.entries(lesson).filter(([name]) => /^(codes|indices)\//.test(name)));
}

/** The first codes of a list, in another order. */
function shuffled(codes: tf.Tensor, count: number): tf.Tensor {
  return tf.reverse(tf.slice(codes, [0, 0], [count, -1]), 0);
}

/** A space whose decoders normalise by the statistics of the batch, as in training. */
function inTrainMode(space: ReturnType<NonNullable<Manifold["codes"]>["space"]>, labels: Int32Array): typeof space {
  return {
    ...space,
    render: (points) =>
      tf.tidy(() => {
        const images = [...new Set(labels)].map((label) => {
          const own = Object.entries(lessons[label] as NamedTensors).filter(([name]) => name.startsWith("decoder/"));
          using decoder = buildNetwork(
            "decoder",
            settings(label, 1),
            Object.fromEntries(own.map(([name, tensor]) => [name.slice("decoder/".length), tensor])),
          );
          const all = decoder.forward(points, "train") as tf.Tensor4D;
          return tf.mul(all, tf.reshape(tf.cast(tf.equal(tf.tensor1d(labels, "int32"), label), "float32"), [-1, 1, 1, 1]));
        });
        return tf.addN(images) as tf.Tensor4D;
      }),
    select: (rows) =>
      inTrainMode(
        space.select(rows),
        Int32Array.from(rows, (row) => labels[row] as number),
      ),
  };
}

describe("a batch of mixed classes", () => {
  test("renders every row by the decoder of its class", async () => {
    using manifold = open();
    using rows = await rowsOf(9);
    using space = codesOf(manifold).space(rows);
    const whole = space.render(space.origin);
    for (const row of [0, 4, 8]) {
      using one = await rowsOf(1, row);
      using alone = codesOf(manifold).space(one);
      const image = alone.render(alone.origin);
      const same = tf.slice(whole, [row, 0, 0, 0], [1, -1, -1, -1]);
      expect(tf.max(tf.abs(tf.sub(image, same))).dataSync()[0]).toBeLessThan(1e-6);
    }
  });

  test("costs one pass for each class that occurs", async () => {
    using manifold = open();
    using rows = await rowsOf(9);
    using space = codesOf(manifold).space(rows);
    const { kernelNames } = await tf.profile(() => tf.tidy(() => space.render(space.origin)));
    // Profiling names each kernel once: count the calls.
    expect(kernelNames).toContain("Conv2DBackpropInput");
    const { kernels } = await tf.profile(() => tf.tidy(() => space.render(space.origin)));
    expect(kernels.filter(({ name }) => name === "Conv2DBackpropInput")).toHaveLength(3 * 2);
  });
});

describe("codes", () => {
  test("are the posterior means, inside ±2 under paper, in the range of their split under reference", async () => {
    using paper = open("paper");
    using reference = open("reference");
    using rows = await rowsOf(60);
    const free = codesOf(reference).encode(rows);
    const bound = codesOf(paper).encode(rows);
    expect(values(bound)).toEqual(values(free).map((value) => Math.max(-2, Math.min(2, value))));
    using space = codesOf(reference).space(rows);
    expect(values(space.lower)).toEqual(values(tf.min(free, 0)));
    expect(values(space.upper)).toEqual(values(tf.max(free, 0)));
    const counted = codesOf(reference).counts?.(rows);
    const inside = Array.from(free.arraySync(), (code) => (code.every((value) => Math.abs(value) <= 2) ? 1 : 0));
    expect([...(counted as Uint8Array)]).toEqual(inside);
    expect("counts" in codesOf(paper)).toBe(false);
  });

  test("of images that no lesson encoded are what the encoder says of them", async () => {
    const first = (lesson: NamedTensors, name: string): tf.Tensor => tf.slice(lesson[name] as tf.Tensor, [0], [5]);
    const few = lessons.map((one) => ({ ...one, "codes/test": first(one, "codes/test"), "indices/test": first(one, "indices/test") }));
    using whole = open();
    using part = open("paper", few);
    for (const one of few) tf.dispose([one["codes/test"], one["indices/test"]]);
    using rows = await rowsOf(30);
    const [known, encoded] = [codesOf(whole).encode(rows), codesOf(part).encode(rows)];
    expect(tf.max(tf.abs(tf.sub(known, encoded))).dataSync()[0]).toBeLessThan(1e-5);
    tf.dispose([known, encoded]);
  });
});

describe("labels", () => {
  test("are kept by reconstructions and lost by another class's images; rows another class reconstructs better are left out", async () => {
    using manifold = open();
    using rows = await rowsOf(30);
    const codes = codesOf(manifold);
    using space = codes.space(rows);
    const images = space.render(space.origin);
    const own = await codes.keepsLabel(space.origin as tf.Tensor2D, images, rows, signal);
    expect(own.largestDifference).toBeLessThan(1e-6);
    expect(own.kept.filter((flag) => flag === 1).length).toBeGreaterThan(24);
    expect(own.kept.includes(0)).toBe(false);
    using others = await rowsOf(30, 1);
    const lost = await codes.keepsLabel(space.origin as tf.Tensor2D, others.images, rows, signal);
    expect(lost.kept.filter((flag) => flag === 0).length).toBeGreaterThan(24);
    expect([...lost.kept.keys()].filter((row) => lost.kept[row] === 2)).toEqual([...own.kept.keys()].filter((row) => own.kept[row] === 2));
  });

  test("cannot be told by one VAE-GAN of all classes", async () => {
    using manifold = open("paper", [{ ...(lessons[0] as NamedTensors) }]);
    using rows = await toy.examples("test", Int32Array.of(0, 3));
    const codes = codesOf(manifold);
    const points = codes.encode(rows);
    const { kept } = await codes.keepsLabel(points, rows.images, rows, signal);
    expect([...kept]).toEqual([2, 2]);
  });
});

test("more steps never end farther, and random starts differ from sample to sample alone", async () => {
  using manifold = open();
  using rows = await rowsOf(6);
  const image = tf.slice(rows.images, [3, 0, 0, 0], [1, -1, -1, -1]);
  using few = await vaeGanManifold({ id: "vae-gan", shape: settings(0, 1), lessons, protocol: "paper", starts: 2, iterations: 5 }).project(
    rows.images,
    rows,
    Random.seeded(1),
    signal,
  );
  using many = await manifold.project(rows.images, rows, Random.seeded(1), signal);
  const sum = (all: Float32Array): number => all.reduce((a, b) => a + b, 0);
  expect(sum(many.distance)).toBeLessThan(sum(few.distance));
  using one = await rowsOf(1, 3);
  using alone = await manifold.project(image, one, Random.seeded(1), signal);
  expect(alone.distance[0]).toBeCloseTo(many.distance[3] as number, 4);
});
