import { Random, type Architecture, type Dataset } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/**
 * Milliseconds that the standard network takes for {@link BATCH} images of FONTS on two cores, the unit of
 * task costs.
 */
const STANDARD = 4;
const BATCH = 100;
/**
 * Milliseconds in which passes are repeated, as the fastest counts: on a machine that does other work, most
 * take many times as long as the network needs.
 */
const ENOUGH = 1000;

/**
 * How many times longer a network takes than the standard one, at least 1, as one pass costs something
 * whatever the network. Measured on the active backend, so that the time a run may take is known before
 * anything was computed, of any plugin's network on any backend.
 */
export async function measureRelativeCost(architecture: Architecture, dataset: Pick<Dataset, "image" | "classes">): Promise<number> {
  using classifier = architecture.build({ image: dataset.image, classes: dataset.classes.length }, Random.seeded(0));
  using frozen = classifier.freeze();
  const images = tf.zeros<tf.Rank.R4>([BATCH, ...dataset.image]);
  const pass = async (): Promise<number> => {
    const began = performance.now();
    const logits = tf.tidy(() => frozen.classify(images));
    await logits.data();
    logits.dispose();
    return performance.now() - began;
  };
  let [fastest, spent] = [await pass(), 0];
  // A network as cheap as the standard one needs no more passes.
  while (fastest > STANDARD && spent < ENOUGH) {
    const took = await pass();
    fastest = Math.min(fastest, took);
    spent += took;
  }
  images.dispose();
  return Math.max(1, fastest / STANDARD);
}
