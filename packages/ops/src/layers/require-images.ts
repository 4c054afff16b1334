import { Fault } from "@disentangle/core";
import type { SampleShape } from "./layer.ts";

/**
 * The shape as [height, width, channels]; throws a Fault `contradiction` where it is something else or an
 * image without pixels.
 */
export function requireImages(what: string, shape: SampleShape): readonly [height: number, width: number, channels: number] {
  const [height = 0, width = 0, channels = 0] = shape;
  if (shape.length !== 3 || height < 1 || width < 1) {
    throw new Fault("contradiction", `${what} needs images of at least one pixel, and got samples of shape [${shape.join(", ")}].`, {
      value: shape,
      mend: "Use larger images, fewer stages, or flatten later.",
    });
  }
  return [height, width, channels];
}
