import { type Dataset, Fault, type NamedTensors, Random } from "@disentangle/core";
import { buildNetwork, learnVaeGan, settingsOf, type VaeGanShape } from "@disentangle/manifold-vae-gan";
import type { FrozenModule } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import type { LetterCode, Request, Reply } from "../protocol.ts";

/**
 * Channels of the level next to the image: a quarter of the paper's, so that a letter is learned in half a
 * minute.
 */
const WIDTH = 16;
/** Numbers of valid codes are at most this, as in the paper. */
const BOUND = 2;

/** The two networks of a letter that are used once it is learned. */
interface Letter {
  readonly encoder: FrozenModule;
  readonly decoder: FrozenModule;
  readonly size: number;
}

/** VAE-GANs of letters of a dataset, one each, learned when they are asked for. */
export class LearnedLetters implements Disposable {
  readonly #dataset: Dataset;
  readonly #letters = new Map<number, Letter>();

  constructor(dataset: Dataset) {
    this.#dataset = dataset;
  }

  /**
   * Learns a letter anew from its first training images; the one that was there stays if this is stopped.
   *
   * @throws Fault what {@link learnVaeGan} throws
   */
  async learn(
    { label, images, epochs }: Extract<Request, { kind: "learn" }>,
    signal: AbortSignal,
    progress: (share: number, detail: string) => void,
  ): Promise<Omit<Extract<Reply, { kind: "learnt" }>, "seconds">> {
    const options = { width: WIDTH, gamma: 1, batch: Math.min(100, images), starts: 1, iterations: 0, images, epochs };
    const settings = settingsOf(this.#dataset, options, label);
    const {
      tensors,
      figures = {},
      pictures = {},
      warnings = [],
    } = await learnVaeGan(
      { dataset: this.#dataset, label, settings },
      {
        random: Random.seeded(1).fork("letter", label),
        signal,
        // A page that is left starts afresh.
        checkpoint: { load: async () => undefined, save: async () => undefined },
        progress: (share, detail = "") => progress(share, detail),
      },
    );
    const [encoder, decoder] = [frozen("encoder", settings, tensors), frozen("decoder", settings, tensors)];
    tf.dispose({ ...tensors });
    this.#forget(label);
    this.#letters.set(label, { encoder, decoder, size: settings.size });
    return { kind: "learnt", label, size: settings.size, bound: BOUND, figures, pictures, warnings };
  }

  /** What the decoder makes of a code: [1, height, width, channels]. The caller disposes of it. */
  decode({ label, code }: LetterCode): tf.Tensor4D {
    const { decoder, size } = this.#letter(label);
    return tf.tidy(() => decoder.forward(tf.tensor2d([...code], [1, size])) as tf.Tensor4D);
  }

  /** The valid code that the encoder gives an image [1, …], its posterior mean. */
  async encode(label: number, image: tf.Tensor4D): Promise<LetterCode> {
    const { encoder, size } = this.#letter(label);
    const mean = tf.tidy(() => tf.clipByValue(tf.slice(encoder.forward(image), [0, 0], [1, size]), -BOUND, BOUND));
    try {
      return { label, code: Array.from(await mean.data()) };
    } finally {
      mean.dispose();
    }
  }

  #letter(label: number): Letter {
    const letter = this.#letters.get(label);
    if (letter !== undefined) return letter;
    throw new Fault("contradiction", `The letter ${this.#dataset.classes[label] ?? label} is not learned yet.`, {
      mend: "Learn it first.",
    });
  }

  #forget(label: number): void {
    const letter = this.#letters.get(label);
    letter?.encoder[Symbol.dispose]();
    letter?.decoder[Symbol.dispose]();
    this.#letters.delete(label);
  }

  [Symbol.dispose](): void {
    for (const label of this.#letters.keys()) this.#forget(label);
  }
}

function frozen(name: "encoder" | "decoder", shape: VaeGanShape, tensors: NamedTensors): FrozenModule {
  const own = Object.entries(tensors).filter(([key]) => key.startsWith(`${name}/`));
  using module = buildNetwork(name, shape, Object.fromEntries(own.map(([key, tensor]) => [key.slice(name.length + 1), tensor])));
  return module.freeze();
}
