import cnn from "@disentangle/architecture-cnn";
import { Fault, type Frozen, type Manifold, partOf, Random } from "@disentangle/core";
import { testError } from "@disentangle/evaluation";
import { fontsManifold } from "@disentangle/manifold-fonts";
import { standardStrategies, train } from "@disentangle/training";
import type * as tf from "@tensorflow/tfjs";
import type { BackendId, Glyph, LetterCode, Reply, Request } from "../protocol.ts";
import { attack } from "./attack.ts";
import { openBackend } from "./open-backend.ts";
import { type Fonts, openFonts } from "./open-fonts.ts";
import { glyphDataset, glyphExamples } from "./glyph-dataset.ts";
import { LearnedLetters } from "./learned-letters.ts";

/** Test images the test error is measured on. */
const TEST_IMAGES = 500;

/** What is computed for one page: dataset, manifold, classifier. It owns all tensors. */
export class Session {
  readonly #fonts: Fonts;
  readonly #manifold: Manifold;
  readonly #letters: LearnedLetters;
  readonly #tell: (reply: Reply) => void;
  #frozen: Frozen | undefined;

  private constructor(fonts: Fonts, tell: (reply: Reply) => void) {
    this.#fonts = fonts;
    this.#manifold = fontsManifold(fonts.dataset.generator);
    this.#letters = new LearnedLetters(fonts.dataset);
    this.#tell = tell;
  }

  /** Activates a backend, fetches FONTS and says what there is. */
  static async open(wanted: BackendId, tell: (reply: Reply) => void): Promise<Session> {
    const opened = await openBackend(wanted);
    const fonts = await openFonts();
    const { names, lower, upper } = fonts.dataset.generator;
    tell({
      kind: "opened",
      ...opened,
      letters: fonts.dataset.classes,
      fonts: fonts.names,
      parameters: names.map((name, i) => ({ name, lower: lower[i] as number, upper: upper[i] as number })),
    });
    return new Session(fonts, tell);
  }

  /**
   * Trains the paper's CNN on the first images of FONTS; after every epoch its state so far can be looked at.
   */
  async train({ size, epochs }: Extract<Request, { kind: "train" }>, signal: AbortSignal): Promise<void> {
    const { dataset } = this.#fonts;
    const began = performance.now();
    const random = Random.seeded(1);
    const architecture = await partOf(cnn, "architecture");
    using classifier = architecture.build({ image: dataset.image, classes: dataset.classes.length }, random.fork("initialisation"));
    using examples = await dataset.examples(
      "train",
      Int32Array.from({ length: size }, (_, i) => i),
    );
    const strategy = standardStrategies("paper", []).find(({ id }) => id === "normal");
    if (strategy === undefined) throw new Fault("unknown-part", "There is no strategy normal.");
    const losses: number[] = [];
    await train({
      classifier,
      examples,
      strategy,
      epochs,
      batch: Math.min(100, size),
      spaceOf: (kind) => {
        throw new Fault("contradiction", `Normal training searches no ${kind} space.`);
      },
      attackOf: ({ id }) => {
        throw new Fault("contradiction", `Normal training needs no attack ${id}.`);
      },
      random: random.fork("training"),
      signal,
      onBatch: ({ epoch, batch, batches }) => {
        const share = (epoch + (batch + 1) / batches) / epochs;
        this.#tell({ kind: "progress", share, doing: `Training, epoch ${epoch + 1} of ${epochs}` });
      },
      onEpoch: ({ losses: { loss } }) => {
        losses.push(loss as number);
        this.#frozen?.[Symbol.dispose]();
        this.#frozen = classifier.freeze();
        this.#tell({ kind: "epoch", losses: [...losses], epochs });
      },
    });
    this.#tell({ kind: "progress", share: 1, doing: "Measuring the test error" });
    const error = await testError({ frozen: this.#trained(), dataset, count: TEST_IMAGES, batch: 100, signal });
    this.#tell({ kind: "trained", ...error, seconds: (performance.now() - began) / 1000 });
  }

  /** Renders a glyph and asks the classifier, if there is one, what it is. */
  async look(glyph: Glyph): Promise<void> {
    using examples = glyphExamples(glyph, this.#fonts.dataset.generator);
    this.#tell({ kind: "looked", glyph, ...(await this.#seen(examples.images)) });
  }

  /** Learns the manifold of a letter: a VAE-GAN of its own. */
  async learn(request: Extract<Request, { kind: "learn" }>, signal: AbortSignal): Promise<void> {
    const began = performance.now();
    const letter = this.#fonts.dataset.classes[request.label] ?? "";
    const learnt = await this.#letters.learn(request, signal, (share, detail) =>
      this.#tell({ kind: "progress", share, doing: `Learning the letter ${letter}${detail && `, ${detail}`}` }),
    );
    this.#tell({ ...learnt, seconds: (performance.now() - began) / 1000 });
  }

  /** Renders a code of a learned letter and asks the classifier, if there is one, what it is. */
  async decode(point: LetterCode): Promise<void> {
    const image = this.#letters.decode(point);
    try {
      this.#tell({ kind: "decoded", point, ...(await this.#seen(image)) });
    } finally {
      image.dispose();
    }
  }

  /** The code that the learned manifold of its letter has for a glyph. */
  async encode(glyph: Glyph): Promise<void> {
    using examples = glyphExamples(glyph, this.#fonts.dataset.generator);
    const point = await this.#letters.encode(glyph.label, examples.images);
    this.#tell({ kind: "encoded", point, pixels: Float32Array.from(await examples.images.data()) });
  }

  /** Pixels of an image [1, …] and what the classifier, if there is one, says of it. */
  async #seen(image: tf.Tensor4D): Promise<{ readonly pixels: Float32Array; readonly probabilities: number[] | undefined }> {
    const logits = this.#frozen?.classify(image);
    const soft = logits?.softmax();
    logits?.dispose();
    try {
      const [pixels, shares] = await Promise.all([image.data(), soft?.data()]);
      return { pixels: Float32Array.from(pixels), probabilities: shares && Array.from(shares) };
    } finally {
      soft?.dispose();
    }
  }

  /** Attacks the target in both spaces. */
  async attack({ target, iterations, radius }: Extract<Request, { kind: "attack" }>, signal: AbortSignal): Promise<void> {
    const { dataset } = this.#fonts;
    const began = performance.now();
    const rows = await attack({
      frozen: this.#trained(),
      manifold: this.#manifold,
      ...("glyph" in target ? { dataset: glyphDataset(target.glyph, dataset), count: 1 } : { dataset, count: target.images }),
      iterations,
      radius,
      signal,
      onProgress: (share, doing) => this.#tell({ kind: "progress", share, doing }),
    });
    this.#tell({ kind: "attacked", rows, seconds: (performance.now() - began) / 1000 });
  }

  #trained(): Frozen {
    if (this.#frozen !== undefined) return this.#frozen;
    throw new Fault("contradiction", "There is no trained network yet.", { mend: "Train one first." });
  }
}
