import { rectify } from "../relu.ts";
import { plainStep } from "./frozen-step.ts";
import type { Layer } from "./layer.ts";
import { settle } from "./layer.ts";

/** max(x, 0). Frozen, it runs in the epilogue of the convolution or linear layer right before it. */
export function relu(): Layer {
  return ({ input }) => ({
    output: input,
    isRelu: true,
    forward: (flow) => ({ value: rectify(settle(flow)) }),
    freeze: (before) => {
      const rectified = before.at(-1)?.rectified?.();
      return rectified ? [...before.slice(0, -1), rectified] : [...before, plainStep(rectify)];
    },
  });
}
