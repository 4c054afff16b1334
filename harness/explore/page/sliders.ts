import type { Opened } from "../protocol.ts";
import { make } from "./element.ts";

type Parameter = Opened["parameters"][number];

/** What sliders are for. */
export interface SliderOptions {
  /** Start of the ids of their elements, in this page alone. */
  readonly id: string;
  readonly parameters: readonly Parameter[];
  /** What the button is called that sets the identity: 1 for a scale, 0 for all others. */
  readonly neutral: string;
  /** A random value; uniform in the valid range unless given. */
  readonly random?: (parameter: Parameter) => number;
  /** Further buttons. */
  readonly more?: readonly { readonly label: string; readonly pressed: () => void }[];
  /** Called on every change by hand. */
  readonly moved: () => void;
}

/**
 * How a parameter is written for people; translations are in half image sides of 14 pixels, rotations in
 * radians.
 */
function written(name: string, value: number): string {
  const signed = (number: number, digits: number): string => (number > 0 ? "+" : number < 0 ? "−" : "") + Math.abs(number).toFixed(digits);
  if (name.startsWith("translation")) return `${signed(14 * value, 1)} px`;
  if (name === "rotation") return `${signed((180 * value) / Math.PI, 0)}°`;
  return name === "scale" ? `× ${value.toFixed(2)}` : signed(value, 2);
}

/** Sliders over the valid ranges of some numbers. */
export class Sliders {
  readonly #inputs: HTMLInputElement[] = [];
  readonly #outputs: HTMLOutputElement[] = [];
  readonly #parameters: readonly Parameter[];
  #values: number[] = [];

  /** Fills the form. */
  constructor(form: HTMLFormElement, { id: prefix, parameters, neutral, random = uniform, more = [], moved }: SliderOptions) {
    this.#parameters = parameters;
    const rows = parameters.map(({ name, lower, upper }, i) => {
      const id = `${prefix}-${i}`;
      const input = make("input", { type: "range", id, min: String(lower), max: String(upper), step: String((upper - lower) / 60) });
      const output = make("output", { for: id });
      input.addEventListener("input", () => {
        this.#values[i] = input.valueAsNumber;
        this.#write(i);
        moved();
      });
      this.#inputs.push(input);
      this.#outputs.push(output);
      return make("div", { class: "slider" }, make("label", { for: id }, name), output, input);
    });
    const setTo = (values: () => number[]) => (): void => {
      this.values = values();
      moved();
    };
    const buttons = [
      { label: neutral, pressed: setTo(() => parameters.map(({ name }) => (name === "scale" ? 1 : 0))) },
      { label: "Random", pressed: setTo(() => parameters.map((parameter) => random(parameter))) },
      ...more,
    ].map(({ label, pressed }) => {
      const button = make("button", { type: "button" }, label);
      button.addEventListener("click", pressed);
      return button;
    });
    form.replaceChildren(...rows, make("div", { class: "buttons" }, ...buttons));
    this.values = parameters.map(({ name }) => (name === "scale" ? 1 : 0));
  }

  /** The numbers. A slider shows them rounded to its steps; they stay exact until it is moved by hand. */
  get values(): readonly number[] {
    return this.#values;
  }

  set values(values: readonly number[]) {
    this.#values = [...values];
    for (const i of this.#inputs.keys()) this.#write(i);
  }

  #write(i: number): void {
    const input = this.#inputs[i] as HTMLInputElement;
    const value = this.#values[i] as number;
    if (input.valueAsNumber !== value) input.valueAsNumber = value;
    const text = written((this.#parameters[i] as Parameter).name, value);
    (this.#outputs[i] as HTMLOutputElement).value = text;
    input.setAttribute("aria-valuetext", text);
  }
}

function uniform({ lower, upper }: Parameter): number {
  return lower + (upper - lower) * Math.random();
}
