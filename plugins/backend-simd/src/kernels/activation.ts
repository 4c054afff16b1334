import { getKernel, type TensorInfo } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";

/**
 * Activations that a product applies to its tiles before they leave the registers; see
 * assembly/lib/epilogue.ts.
 */
const IN_EPILOGUE: ReadonlyMap<string | undefined, number> = new Map([
  [undefined, 0],
  ["linear", 0],
  ["relu", 1],
  ["relu6", 2],
  ["leakyrelu", 3],
]);

/** How a fused product ends. */
export interface Finish {
  readonly bias: TensorInfo | undefined;
  readonly activation: string | undefined;
  readonly prelu: TensorInfo | undefined;
  /** Slope of `leakyrelu` below zero. */
  readonly alpha: number;
}

/** The part of a {@link Finish} that the product's kernel does itself. */
export interface Epilogue {
  /** The bias, one value per output channel, or `undefined`. */
  readonly bias: TensorInfo | undefined;
  /** The activation's number. */
  readonly activation: number;
  readonly alpha: number;
  /** Does the rest: takes the product's result and returns the final one. */
  rest(backend: SimdBackend, result: TensorInfo): TensorInfo;
}

/**
 * Splits a finish into what the kernel does and what must follow it. `channels` is the size of the output's
 * last axis.
 */
export function splitFinish(finish: Finish, channels: number): Epilogue {
  const { bias, activation, prelu, alpha } = finish;
  const size = bias?.shape.reduce((product, extent) => product * extent, 1);
  const fits = bias === undefined || (bias.dtype === "float32" && size === channels && bias.shape.at(-1) === channels);
  const number = IN_EPILOGUE.get(activation);
  if (fits && number !== undefined) return { bias, activation: number, alpha: alpha ?? 0, rest: (_backend, result) => result };
  return {
    bias: fits ? bias : undefined,
    activation: 0,
    alpha: 0,
    rest(backend, result): TensorInfo {
      let current = result;
      if (bias && !fits) current = then(backend, "Add", { a: current, b: bias }, {}, current);
      if (activation !== undefined && activation !== "linear") {
        if (activation === "prelu" && prelu) return then(backend, "Prelu", { x: current, alpha: prelu }, {}, current);
        const kernels: Record<string, string> = { relu: "Relu", relu6: "Relu6", elu: "Elu", sigmoid: "Sigmoid", leakyrelu: "LeakyRelu" };
        current = then(backend, kernels[activation] ?? activation, { x: current }, { alpha }, current);
      }
      return current;
    },
  };
}

/** Runs another kernel of this backend on an intermediate result, which it disposes. */
function then(
  backend: SimdBackend,
  name: string,
  inputs: Record<string, TensorInfo>,
  attrs: Record<string, number>,
  used: TensorInfo,
): TensorInfo {
  const kernel = getKernel(name, "simd");
  if (!kernel) throw new Error(`Activation ${name} has not been implemented for the simd backend.`);
  const result = kernel.kernelFunc({ inputs, attrs, backend }) as TensorInfo;
  backend.disposeIntermediateTensorInfo(used);
  return result;
}
