import type { Architecture, ImageShape } from "@disentangle/core";
import { network } from "@disentangle/ops";
import { cnnLayers } from "./layers.ts";
import type { CnnOptions } from "./options.ts";

/** The standard CNN (Section 3.1 of the paper). */
export function cnn({ channels, hidden, stages }: CnnOptions): Architecture {
  return {
    id: "cnn",
    build: (io, initial) =>
      network(
        cnnLayers({ stages: stages ?? stagesFor(io.image), channels, hidden: hidden ?? 10 * io.classes, classes: io.classes }),
        io,
        initial,
      ),
  };
}

/**
 * As many stages as leave at least 3 pixels a side: 3 for 28 × 28 (28, 14, 7, 3), 4 for 56 × 48 (48, 24, 12,
 * 6, 3); at least one.
 */
function stagesFor([height, width]: ImageShape): number {
  return Math.max(1, Math.floor(Math.log2(Math.min(height, width) / 3)));
}
