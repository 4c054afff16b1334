import { Fault, Random, type Architecture, type Classifier, type ImageShape, type Plugin, type Scope } from "@disentangle/core";

/** What a test of an architecture plugin starts from. */
export interface ArchitectureProbe {
  /** The architecture with these options; throws what its `configure` throws. */
  readonly make: (options?: unknown) => Promise<Architecture>;
  /** A classifier of it, from the seed 1; the caller disposes of it. */
  readonly build: (image: ImageShape, classes: number, options?: unknown) => Promise<Classifier>;
}

/** Makes the first offer of a plugin, which must be an architecture. */
export function probeArchitecture(plugin: Plugin): ArchitectureProbe {
  const make = async (options?: unknown): Promise<Architecture> => {
    const [offer] = plugin.offers;
    if (offer?.kind !== "architecture") throw new Fault("contradiction", `The first offer of ${plugin.name} is no architecture.`);
    return offer.configure(options)({} as Scope);
  };
  return { make, build: async (image, classes, options) => (await make(options)).build({ image, classes }, Random.seeded(1)) };
}

/** Number of trained parameters. */
export function parameterCount({ parameters }: Pick<Classifier, "parameters">): number {
  return Object.values(parameters()).reduce((sum, { size }) => sum + size, 0);
}

/** Shapes of parameters and statistics by name, such as `4×4×1×16`. */
export function stateShapes(classifier: Pick<Classifier, "state">): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(classifier.state()).map(([name, { shape }]) => [name, shape.join("×")]));
}
