import { reshape } from "./reshape.ts";
import type { Layer } from "./layer.ts";

/**
 * [height, width, channels] to [height · width · channels], in that order (PyTorch flattens channels, height,
 * width).
 */
export function flatten(): Layer {
  return (place) => reshape([place.input.reduce((size, side) => size * side, 1)])(place);
}
