import { batchNorm, convolution, flatten, linear, relu } from "@disentangle/ops";
import type { Layer } from "@disentangle/ops";

/** What the layers depend on. */
export interface CnnShape {
  /** Convolutional stages; each halves the image and doubles the channels. */
  readonly stages: number;
  /** Channels of the first stage. */
  readonly channels: number;
  /** Features of the linear layer before the last. */
  readonly hidden: number;
  readonly classes: number;
}

/**
 * The standard CNN of the original experiments: on 28 × 28 images 16, 32 and 64 channels with maps of 14, 7
 * and 3 pixels. There is nothing between the two linear layers.
 */
export function cnnLayers({ stages, channels, hidden, classes }: CnnShape): readonly Layer[] {
  const stage = (i: number): Layer[] => [convolution({ channels: channels * 2 ** i, kernel: 4, stride: 2, pad: 1 }), batchNorm(), relu()];
  return [...Array.from({ length: stages }, (_, i) => stage(i)).flat(), flatten(), linear(hidden), linear(classes)];
}
