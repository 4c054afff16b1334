import type { Dataset, LearningState, LessonContext, NamedTensors, Split } from "@disentangle/core";
import { Random } from "@disentangle/core";
import { makeExamples } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { learnVaeGan, settingsOf, type VaeGanSettings } from "../src/index.ts";

const SIDE = 12;
const COUNTS: Readonly<Record<Split, number>> = { train: 300, test: 60 };

/** A bar that lies, a bar that stands, or a spot, somewhere, of some thickness; softly drawn. */
function draw(split: Split, index: number): { readonly label: number; readonly pixels: number[] } {
  const random = Random.seeded(9).fork(split, index);
  const label = index % 3;
  const [x, y] = [3 + 6 * random.uniform(), 3 + 6 * random.uniform()];
  const width = 1 + random.uniform();
  const pixels: number[] = [];
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const [dx, dy] = [column - x, row - y];
      const away = label === 0 ? dy ** 2 : label === 1 ? dx ** 2 : dx ** 2 + dy ** 2;
      pixels.push(Math.exp(-away / (2 * width ** 2)));
    }
  }
  return { label, pixels };
}

/** Bars and spots of 12 × 12 pixels in three classes. */
export const toy: Dataset = {
  id: "toy",
  image: [SIDE, SIDE, 1],
  classes: ["lying bar", "standing bar", "spot"],
  fingerprint: "toy",
  count: (split) => COUNTS[split],
  examples: async (split, indices) => {
    const drawn = Array.from(indices, (index) => draw(split, index));
    return makeExamples({
      split,
      indices: indices.slice(),
      images: tf.tensor4d(Float32Array.from(drawn.flatMap(({ pixels }) => pixels)), [indices.length, SIDE, SIDE, 1]),
      labels: Int32Array.from(drawn, ({ label }) => label),
    });
  },
};

/** Small networks that learn the toy in seconds. */
export function settings(label: number | undefined, epochs: number): VaeGanSettings {
  return settingsOf(toy, { width: 8, size: 4, gamma: 1, epochs, batch: 50, starts: 2, iterations: 60 }, label);
}

/** A lesson's context that keeps its checkpoint in memory. */
export function context(
  random: Random,
  kept: { state?: LearningState } = {},
  progress: LessonContext["progress"] = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): LessonContext {
  return {
    random,
    signal,
    progress,
    checkpoint: {
      load: async () => kept.state && { json: kept.state.json, tensors: copyOf(kept.state.tensors) },
      save: async ({ json, tensors }) => {
        if (kept.state) tf.dispose({ ...kept.state.tensors });
        kept.state = { json: structuredClone(json), tensors: copyOf(tensors) };
      },
    },
  };
}

function copyOf(tensors: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [name, tf.tensor(tensor.dataSync().slice(), tensor.shape)]));
}

/** What the lessons of all classes learn. */
export async function learnToy(epochs: number): Promise<readonly NamedTensors[]> {
  const lessons: NamedTensors[] = [];
  for (const label of [0, 1, 2]) {
    const { tensors } = await learnVaeGan(
      { dataset: toy, label, settings: settings(label, epochs) },
      context(Random.seeded(1).fork(label)),
    );
    lessons.push(tensors);
  }
  return lessons;
}
