/**
 * A dataset of one's own without a manifold, and a manifold that is learned: what a plugin outside the
 * repository may bring. Counts how often it learned in the file that DISENTANGLE_TEST_LOG names.
 */
import { appendFileSync } from "node:fs";
import * as tf from "@tensorflow/tfjs";

const SIDE = 8;
const COUNT = { train: 600, test: 300 };

/**
 * Bars: horizontal in class 0, vertical in class 1, a dot in class 2, at a place and a brightness that the
 * index gives.
 */
function draw(split, index) {
  const seed = index * 2654435761 + (split === "test" ? 97 : 0);
  const noise = (k) => (((seed ^ (k * 40503)) >>> 3) % 1000) / 1000;
  const label = index % 3;
  const place = 1 + Math.floor(noise(1) * (SIDE - 2));
  const pixels = new Float32Array(SIDE * SIDE).map((_, p) => {
    const [row, column] = [Math.floor(p / SIDE), p % SIDE];
    const ink = label === 0 ? row === place : label === 1 ? column === place : Math.abs(row - place) + Math.abs(column - place) < 2;
    return Math.min(1, (ink ? 0.6 : 0.1) + 0.25 * noise(p + 2));
  });
  return { label, pixels };
}

const dataset = {
  id: "bars",
  image: [SIDE, SIDE, 1],
  classes: ["flat", "upright", "dot"],
  fingerprint: "bars-1",
  count: (split) => COUNT[split],
  async examples(split, indices) {
    const drawn = Array.from(indices, (index) => draw(split, index));
    const pixels = new Float32Array(drawn.length * SIDE * SIDE);
    drawn.forEach(({ pixels: own }, row) => pixels.set(own, row * SIDE * SIDE));
    const images = tf.tensor4d(pixels, [drawn.length, SIDE, SIDE, 1]);
    return {
      split,
      indices: indices.slice(),
      images,
      labels: Int32Array.from(drawn, ({ label }) => label),
      [Symbol.dispose]: () => images.dispose(),
    };
  },
};

/** The mean image of a class is what is learned; a code is the brightness of a row's image beside it. */
function means(scope) {
  const data = scope.get(Symbol.for("disentangle:dataset"));
  return {
    exact: false,
    codes: { size: 1 },
    lessons: data.classes.map((_, label) => ({
      id: `class-${label}`,
      cost: 1,
      async learn({ checkpoint, progress, signal }) {
        const saved = await checkpoint.load();
        let sum = saved?.tensors.sum ?? tf.zeros([SIDE, SIDE, 1]);
        let step = saved?.json.step ?? 0;
        appendFileSync(process.env.DISENTANGLE_TEST_LOG ?? "/dev/null", `class-${label} from ${step}\n`);
        for (; step < 10; step++) {
          if (signal.aborted) throw signal.reason;
          const rows = Int32Array.from({ length: 20 }, (_, i) => 3 * (20 * step + i) + label);
          const examples = await data.examples("train", rows);
          const next = tf.tidy(() => tf.add(sum, tf.sum(examples.images, 0)));
          examples[Symbol.dispose]();
          sum.dispose();
          sum = next;
          await checkpoint.save({ json: { step: step + 1 }, tensors: { sum } });
          await new Promise((resolve) => setTimeout(resolve, Number(process.env.DISENTANGLE_TEST_PAUSE ?? 0)));
          progress((step + 1) / 10, `step ${step + 1}/10`);
        }
        const mean = tf.div(sum, 200);
        sum.dispose();
        return { tensors: { mean }, curves: { steps: [10] }, figures: { images: 200 } };
      },
    })),
    assemble(tensors) {
      const stacked = tf.stack(data.classes.map((_, label) => tensors.get(`class-${label}`).mean));
      const of = (rows) => tf.gather(stacked, tf.tensor1d(rows.labels, "int32"));
      const space = (rows) => {
        const origin = tf.ones([rows.labels.length, 1]);
        const own = of(rows);
        const [lower, upper] = [tf.scalar(0), tf.scalar(1.5)];
        const made = (start, images) => ({
          name: "latent/means",
          origin: start,
          lower,
          upper,
          render: (points) => tf.tidy(() => tf.clipByValue(tf.mul(images, tf.reshape(points, [-1, 1, 1, 1])), 0, 1)),
          select: (chosen) =>
            tf.tidy(() => {
              const at = tf.tensor1d(chosen, "int32");
              return made(tf.keep(tf.gather(start, at)), tf.keep(tf.gather(images, at)));
            }),
          [Symbol.dispose]: () => tf.dispose([start, images]),
        });
        return made(origin, own);
      };
      return {
        id: "means",
        exact: false,
        async project(images, rows) {
          const projected = tf.tidy(() => of(rows));
          const distance = tf.tidy(() => tf.sqrt(tf.sum(tf.square(tf.sub(images, projected)), [1, 2, 3])));
          const values = Float32Array.from(await distance.data());
          distance.dispose();
          return { distance: values, images: projected, [Symbol.dispose]: () => projected.dispose() };
        },
        codes: {
          size: 1,
          encode: (rows) => tf.ones([rows.labels.length, 1]),
          space,
          keepsLabel: async (points) => ({ kept: new Uint8Array(points.shape[0]).fill(1) }),
        },
        [Symbol.dispose]: () => stacked.dispose(),
      };
    },
  };
}

const about = (title, summary) => ({ title, summary });

export default {
  name: "toy",
  version: "1.0.0",
  contract: 2,
  offers: [
    {
      kind: "dataset",
      id: "bars",
      about: about("Bars", "Bars and dots."),
      configure: () => ({ options: {}, make: () => Promise.resolve(dataset) }),
    },
    {
      kind: "manifold",
      id: "means",
      about: about("Means", "The mean image of each class."),
      configure: () => ({ options: {}, make: (scope) => Promise.resolve(means(scope)) }),
    },
  ],
};
