import type { Glyph, Opened, Reply, Request } from "../protocol.ts";
import { byId, make } from "./element.ts";
import { Newest } from "./newest.ts";
import { Opinion } from "./opinion.ts";
import { drawImage } from "./pixels.ts";
import { Sliders } from "./sliders.ts";

type Looked = Extract<Reply, { kind: "looked" }>;

/**
 * The part of the page that walks the manifold: pickers, sliders, the glyph, and what the network says of it.
 */
export class Walk {
  readonly #canvas = byId("glyph", HTMLCanvasElement);
  readonly #letter = byId("letter", HTMLSelectElement);
  readonly #font = byId("font", HTMLSelectElement);
  readonly #opinion = new Opinion(byId("verdict", HTMLElement), byId("bars", HTMLOListElement));
  readonly #newest: Newest;
  #sliders: Sliders | undefined;
  #letters: readonly string[] = [];

  constructor(send: (request: Request) => void) {
    this.#newest = new Newest(() => send({ kind: "look", glyph: this.glyph }));
    this.#letter.addEventListener("change", () => this.look());
    this.#font.addEventListener("change", () => this.look());
  }

  /** Fills pickers and sliders, keeping what was chosen before. */
  open({ letters, fonts, parameters }: Opened): void {
    this.#newest.reset();
    this.#letters = letters;
    if (this.#sliders === undefined) {
      this.#letter.replaceChildren(...letters.map((letter, i) => make("option", { value: String(i) }, letter)));
      this.#font.replaceChildren(...fonts.map((font, i) => make("option", { value: String(i) }, `${i + 1}. ${font}`)));
      this.#sliders = new Sliders(byId("sliders", HTMLFormElement), {
        id: "parameter",
        parameters,
        neutral: "Upright",
        moved: () => this.look(),
      });
      this.#letter.disabled = this.#font.disabled = false;
    }
    this.#opinion.open(letters);
    byId("seen", HTMLElement).textContent = "";
    this.look();
  }

  /** The glyph as chosen. */
  get glyph(): Glyph {
    return { font: Number(this.#font.value), label: Number(this.#letter.value), theta: [...(this.#sliders?.values ?? [])] };
  }

  /** Shows another glyph. */
  set glyph({ font, label, theta }: Glyph) {
    this.#font.value = String(font);
    this.#letter.value = String(label);
    if (this.#sliders !== undefined) this.#sliders.values = theta;
    this.look();
  }

  /** Asks for the glyph as chosen now; while an answer is awaited, only the newest wish is kept. */
  look(): void {
    this.#newest.ask();
  }

  /** Says how many typefaces, from the first, the network was trained on. */
  learnt(fonts: number): void {
    byId("seen", HTMLElement).textContent = `Trained on typefaces 1 to ${Math.ceil(fonts)}.`;
  }

  /** Shows what came back. */
  show({ glyph, pixels, probabilities }: Looked): void {
    drawImage(this.#canvas, pixels);
    const letter = this.#letters[glyph.label] ?? "";
    this.#canvas.setAttribute(
      "aria-label",
      `Letter ${letter} of ${this.#font.selectedOptions[0]?.textContent ?? "a typeface"}, transformed`,
    );
    if (probabilities !== undefined) this.#opinion.show(probabilities, glyph.label);
    this.#newest.answered();
  }

  /** Forgets a question that will not be answered. */
  reset(): void {
    this.#newest.reset();
  }
}
