import { Fault } from "@disentangle/core";
import type { NamedTensorInfoMap, TensorInfo } from "@tensorflow/tfjs";

/**
 * The named inputs of a kernel that has no CPU counterpart to fall back on. Throws a {@link Fault} `bad-data`
 * where one is not float32.
 */
export function requireFloats<Name extends string>(
  kernel: string,
  inputs: NamedTensorInfoMap,
  names: readonly Name[],
): Record<Name, TensorInfo> {
  for (const name of names) {
    const dtype = inputs[name]?.dtype;
    if (dtype === "float32") continue;
    throw new Fault("bad-data", `${kernel} got \`${name}\` of type ${dtype}.`, { value: dtype, mend: "Give float32." });
  }
  return inputs as Record<Name, TensorInfo>;
}
