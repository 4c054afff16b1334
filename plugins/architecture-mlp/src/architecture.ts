import type { Architecture } from "@disentangle/core";
import { batchNorm, flatten, linear, network, relu } from "@disentangle/ops";
import type { Layer } from "@disentangle/ops";
import type { MlpOptions } from "./options.ts";

/** The multilayer perceptron of the original experiments. */
export function mlp(options: MlpOptions): Architecture {
  return { id: "mlp", build: (io, initial) => network(mlpLayers(options, io.classes), io, initial) };
}

/** Batch norm comes after ReLU here, unlike in the other architectures. */
function mlpLayers({ units, layers }: MlpOptions, classes: number): readonly Layer[] {
  const hidden = Array.from({ length: layers }, () => [linear(units), relu(), batchNorm()]);
  return [flatten(), ...hidden.flat(), linear(classes)];
}
