import type { BackendId } from "../protocol.ts";

/** What the page starts with; the address may say otherwise, as in `?backend=webgpu&n=500&epochs=5`. */
export interface PageSettings {
  readonly backend: BackendId;
  readonly n: number;
  readonly epochs: number;
  /** Images and passes over them from which the manifold of a letter is learned. */
  readonly letterImages: number;
  readonly letterEpochs: number;
  readonly images: number;
  readonly iterations: number;
  readonly radius: number;
}

/** The settings in the query of an address; what is missing or out of range is the default. */
export function settingsOf(query: string): PageSettings {
  const given = new URLSearchParams(query);
  const number = (name: string, least: number, most: number, otherwise: number): number => {
    const value = Number(given.get(name) ?? Number.NaN);
    return value >= least && value <= most ? value : otherwise;
  };
  return {
    backend: given.get("backend") === "webgpu" ? "webgpu" : "simd",
    n: number("n", 10, 10_000, 1000),
    epochs: number("epochs", 1, 200, 20),
    letterImages: number("letter-images", 20, 10_000, 600),
    letterEpochs: number("letter-epochs", 1, 500, 50),
    images: number("images", 1, 200, 12),
    iterations: number("iterations", 1, 1000, 40),
    radius: number("radius", 0.01, 1, 0.3),
  };
}
