import { Random, type Architecture, type Dataset } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/** Images of a pass, as of an attack or a step of training. */
const BATCH = 100;
/** Rows and columns of the matrices whose product is the yardstick. */
const SIDE = 384;
/** Milliseconds that the product takes one core of a machine on which tasks cost what `COSTS` says. */
const PRODUCT = 2;
/** Products in the time of one pass of the standard network on images of FONTS, on any machine. */
const STANDARD = 1.15;
/** Passes without a faster one after which the fastest counts as undisturbed, and milliseconds at most. */
const [STEADY, ENOUGH] = [10, 1000];

/** How fast a network is, and the machine. */
export interface Speed {
  /**
   * How many times longer the network takes than the standard one, at least 1, as one pass costs something
   * whatever the network.
   */
  readonly relativeCost: number;
  /** How many times longer a core of this machine takes for anything than the planned costs say. */
  readonly pace: number;
}

/**
 * Times a pass of a network, so that the time a run may take is known before anything was computed, of any
 * plugin's network on any backend. Products of matrices that take as long are timed in turns with it: other
 * work on the machine holds up both alike, and what is compared is the fastest of each.
 *
 * @param cores threads of the backend
 */
export async function measureSpeed(architecture: Architecture, dataset: Pick<Dataset, "image" | "classes">, cores = 1): Promise<Speed> {
  using classifier = architecture.build({ image: dataset.image, classes: dataset.classes.length }, Random.seeded(0));
  using frozen = classifier.freeze();
  const images = tf.zeros<tf.Rank.R4>([BATCH, ...dataset.image]);
  const matrix = tf.ones<tf.Rank.R2>([SIDE, SIDE]);
  const pass = (): Promise<number> => timed(() => frozen.classify(images));
  const product = (times: number): Promise<number> =>
    timed(() => {
      for (let i = 1; i < times; i++) matrix.matMul(matrix).dispose();
      return matrix.matMul(matrix);
    });
  // What is run for the first time is compiled.
  await product(1);
  await pass();
  let fastest = await pass();
  const times = Math.max(1, Math.round(fastest / (await product(1))));
  let yardstick = await product(times);
  let [steady, spent] = [0, 0];
  // A network so slow that two passes of it take this long is told from others by one.
  while (steady < STEADY && spent + fastest + yardstick < ENOUGH) {
    const [network, products] = [await pass(), await product(times)];
    steady = network < fastest * 0.97 || products < yardstick * 0.97 ? 0 : steady + 1;
    fastest = Math.min(fastest, network);
    yardstick = Math.min(yardstick, products);
    spent += network + products;
  }
  images.dispose();
  matrix.dispose();
  const each = yardstick / times;
  return { relativeCost: Math.max(1, fastest / each / STANDARD), pace: (each * cores) / PRODUCT };
}

/** Milliseconds until the values of a tensor are there. */
async function timed(compute: () => tf.Tensor): Promise<number> {
  const began = performance.now();
  const made = tf.tidy(compute);
  await made.data();
  made.dispose();
  return performance.now() - began;
}
