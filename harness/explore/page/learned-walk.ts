import type { Picture } from "@disentangle/core";
import type { Glyph, LetterCode, Opened, Reply, Request } from "../protocol.ts";
import { byId, make } from "./element.ts";
import { Newest } from "./newest.ts";
import { Opinion } from "./opinion.ts";
import { drawImage } from "./pixels.ts";
import { Sliders } from "./sliders.ts";

type Learnt = Extract<Reply, { kind: "learnt" }>;

/** What the pictures of a learned letter show, in the order of the page. */
const SHOWN: Readonly<Record<string, string>> = {
  reconstructions: "Images that it was not learned from, and below each what the decoder makes of its code",
  samples: "Images of random codes",
  walks: "A row for each number of the code, from −2 to 2, the others zero",
};

/** The tab that walks the learned manifold of a letter by the numbers of a code. */
export class LearnedWalk {
  readonly #canvas = byId("decoded", HTMLCanvasElement);
  readonly #original = byId("encoded", HTMLCanvasElement);
  readonly #letter = byId("learned-letter", HTMLSelectElement);
  readonly #form = byId("code", HTMLFormElement);
  readonly #words = byId("learnt", HTMLElement);
  readonly #pictures = byId("letter-pictures", HTMLElement);
  readonly #opinion = new Opinion(byId("decoded-verdict", HTMLElement), byId("decoded-bars", HTMLOListElement));
  readonly #newest: Newest;
  readonly #send: (request: Request) => void;
  readonly #glyph: () => Glyph;
  readonly #learnt = new Map<number, Learnt>();
  #sliders: Sliders | undefined;
  #letters: readonly string[] = [];

  /** @param glyph the glyph of the other tab, whose code may be asked for */
  constructor(send: (request: Request) => void, glyph: () => Glyph) {
    this.#send = send;
    this.#glyph = glyph;
    this.#newest = new Newest(() => send({ kind: "decode", point: this.#point }));
    this.#letter.addEventListener("change", () => this.#choose());
  }

  /** Fills the picker; whatever was learned is gone with the worker that held it. */
  open({ letters }: Opened): void {
    if (this.#letters.length === 0) {
      this.#letter.replaceChildren(...letters.map((letter, i) => make("option", { value: String(i) }, letter)));
      this.#letter.disabled = false;
    }
    this.#letters = letters;
    this.#learnt.clear();
    this.#newest.reset();
    this.#opinion.open(letters);
    this.#choose();
  }

  /** Position of the letter that is chosen. */
  get label(): number {
    return Number(this.#letter.value);
  }

  /** A letter has been learned. */
  learnt(learnt: Learnt): void {
    this.#learnt.set(learnt.label, learnt);
    this.#letter.value = String(learnt.label);
    this.#choose();
  }

  /** Asks for the image of the code as it is set now, if its letter is learned. */
  look(): void {
    if (this.#learnt.has(this.label)) this.#newest.ask();
  }

  /** Shows the image of a code. */
  decoded({ point, pixels, probabilities }: Extract<Reply, { kind: "decoded" }>): void {
    drawImage(this.#canvas, pixels);
    this.#canvas.setAttribute("aria-label", `What the decoder of the letter ${this.#letters[point.label] ?? ""} makes of the code`);
    if (probabilities !== undefined) this.#opinion.show(probabilities, point.label);
    this.#newest.answered();
  }

  /** Sets the code that the encoder gave a glyph, and shows the glyph beside. */
  encoded({ point, pixels }: Extract<Reply, { kind: "encoded" }>): void {
    if (point.label !== this.label || this.#sliders === undefined) return;
    this.#sliders.values = point.code;
    drawImage(this.#original, pixels);
    (this.#original.parentElement as HTMLElement).hidden = false;
    this.look();
  }

  /** Forgets a question that will not be answered. */
  reset(): void {
    this.#newest.reset();
  }

  get #point(): LetterCode {
    return { label: this.label, code: [...(this.#sliders?.values ?? [])] };
  }

  #choose(): void {
    const learnt = this.#learnt.get(this.label);
    byId("learned", HTMLElement).hidden = learnt === undefined;
    (this.#original.parentElement as HTMLElement).hidden = true;
    this.#pictures.replaceChildren();
    if (learnt === undefined) {
      this.#words.textContent = `The letter ${this.#letters[this.label] ?? ""} is not learned yet.`;
      return;
    }
    const { size, bound, figures, warnings, seconds, pictures } = learnt;
    const parts = Object.entries(figures).map(([name, value]) => `${name}: ${value.toFixed(value < 5 ? 2 : 1)}`);
    this.#words.textContent = [
      `Learned in ${seconds.toFixed(1)} s; of images it was not learned from: ${parts.join("; ")}.`,
      ...warnings,
    ].join(" ");
    const letter = {
      label: "The glyph of the other tab",
      pressed: () => this.#send({ kind: "encode", glyph: { ...this.#glyph(), label: this.label } }),
    };
    this.#sliders = new Sliders(this.#form, {
      id: "code",
      parameters: Array.from({ length: size }, (_, i) => ({ name: `z${i + 1}`, lower: -bound, upper: bound })),
      neutral: "All zero",
      random: () => truncatedNormal(bound),
      more: [letter],
      moved: () => this.look(),
    });
    for (const [name, words] of Object.entries(SHOWN)) {
      const picture = pictures[name];
      if (picture !== undefined) this.#pictures.append(make("figure", {}, mosaic(picture, words), make("figcaption", {}, `${words}.`)));
    }
    this.look();
  }
}

/** A grey picture at its own size, which the page enlarges. */
function mosaic({ shape: [height, width], pixels }: Picture, words: string): HTMLCanvasElement {
  const canvas = make("canvas", { width: String(width), height: String(height), role: "img", "aria-label": words });
  drawImage(
    canvas,
    Float32Array.from(pixels, (value) => value / 255),
  );
  canvas.style.aspectRatio = `${width} / ${height}`;
  return canvas;
}

/** A standard normal number; those beyond the bound are drawn again. */
function truncatedNormal(bound: number): number {
  for (;;) {
    const value = Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
    if (Math.abs(value) <= bound) return value;
  }
}
