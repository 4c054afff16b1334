import { Fault } from "@disentangle/core";
import { rectifySum } from "../relu.ts";
import { runSteps } from "./frozen-step.ts";
import type { FrozenStep } from "./frozen-step.ts";
import type { Layer } from "./layer.ts";
import { sequence, settle } from "./layer.ts";

/**
 * A residual block: max(main(x) + shortcut(x), 0), the shortcut being the identity where it has no layers (He
 * et al., 2016). Names of variables begin with `block<i>/` and `block<i>/shortcut/`.
 */
export function residual(main: readonly Layer[], shortcut: readonly Layer[] = []): Layer {
  return ({ input, scope, variables }) => {
    const name = variables.name(`${scope}block`);
    const long = sequence(main)({ input, scope: `${name}/`, variables });
    const short = sequence(shortcut)({ input, scope: `${name}/shortcut/`, variables });
    if (long.output.join() !== short.output.join()) {
      throw new Fault(
        "contradiction",
        `The two ways of ${name} give shapes [${long.output.join(", ")}] and [${short.output.join(", ")}].`,
        {
          value: input,
          mend: "Give the shortcut a 1 × 1 convolution of the same channels and stride.",
        },
      );
    }
    return {
      output: long.output,
      forward: (flow, mode) => {
        const start = { value: settle(flow) };
        return { value: rectifySum(settle(long.forward(start, mode)), settle(short.forward(start, mode))) };
      },
      freeze: (before) => [...before, residualStep(long.freeze([]), short.freeze([]))],
    };
  };
}

function residualStep(main: readonly FrozenStep[], shortcut: readonly FrozenStep[]): FrozenStep {
  return {
    tensors: [...main, ...shortcut].flatMap((step) => step.tensors),
    run: (x) => rectifySum(runSteps(main, x), runSteps(shortcut, x)),
  };
}
