import { Fault, FUSED } from "@disentangle/core";
import type { TensorInfo } from "@tensorflow/tfjs";
import { requireFloats } from "./require-floats.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

function run({ inputs, backend }: KernelCall): TensorInfo[] {
  const { logits } = requireFloats(FUSED.crossEntropy, inputs, ["logits"]);
  const { labels } = inputs as Record<"labels", TensorInfo>;
  if (labels.dtype !== "int32")
    throw new Fault("bad-data", `Labels are of type ${labels.dtype}.`, { value: labels.dtype, mend: "Give int32." });
  const [rows, classes] = logits.shape as [number, number];
  const loss = backend.output([rows], "float32");
  const gradient = backend.output(logits.shape, "float32");
  backend.run(
    "crossEntropy",
    [backend.input(logits), backend.input(labels), loss.address, gradient.address, classes],
    [],
    rows,
    classes * 50,
  );
  return [loss.info, gradient.info];
}

/** Core's `FUSED.crossEntropy`. */
export const crossEntropy: SimdKernel = { name: FUSED.crossEntropy, run };
