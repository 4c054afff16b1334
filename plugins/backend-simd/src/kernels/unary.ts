import { type DataType, type TensorInfo, util } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { BLOCK, blockCount } from "./block.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

/** Runs an element-wise kernel of one tensor. */
export function mapValues(
  backend: SimdBackend,
  kernel: string,
  x: TensorInfo,
  dtype: DataType,
  reals: number[] = [],
  work: number = BLOCK / 2,
): TensorInfo {
  const { info, address } = backend.output(x.shape, dtype);
  const size = util.sizeFromShape(x.shape);
  backend.run(kernel, [backend.input(x), address, size], reals, blockCount(size), work);
  return info;
}

/** A kernel of one float32 tensor; `attributes` name its parameters, of which some have a default. */
function unary(
  name: string,
  kernel: string,
  attributes: Record<string, number | undefined> = {},
  work = BLOCK / 2,
  dtype: DataType = "float32",
): SimdKernel {
  const defaults = Object.entries(attributes);
  const run = ({ inputs, attrs, backend, fallback }: KernelCall): TensorInfo | TensorInfo[] => {
    const { x } = inputs as Record<"x", TensorInfo>;
    if (x.dtype !== "float32") return fallback();
    const reals = defaults.map(([attribute, value]) => (attrs[attribute] ?? value) as number);
    return mapValues(backend, kernel, x, dtype, reals, work);
  };
  return { name, run };
}

const slow = (name: string, kernel: string): SimdKernel => unary(name, kernel, {}, BLOCK * 8);
const check = (name: string, kernel: string): SimdKernel => unary(name, kernel, {}, BLOCK / 2, "bool");

const logicalNot: SimdKernel = {
  name: "LogicalNot",
  run({ inputs, backend, fallback }) {
    const { x } = inputs as Record<"x", TensorInfo>;
    if (x.dtype !== "bool") return fallback();
    const { info, address } = backend.output(x.shape, "bool");
    const size = util.sizeFromShape(x.shape);
    backend.run("logicalNot", [backend.input(x), 0, address, size], [], blockCount(size), BLOCK / 4);
    return info;
  },
};

/** Element-wise kernels of one tensor. */
export const unaryKernels: readonly SimdKernel[] = [
  logicalNot,
  unary("Neg", "negate"),
  unary("Abs", "absolute"),
  unary("Relu", "relu"),
  unary("Relu6", "relu6"),
  unary("LeakyRelu", "leakyRelu", { alpha: 0.2 }),
  unary("Step", "step", { alpha: 0 }),
  unary("ClipByValue", "clip", { clipValueMin: undefined, clipValueMax: undefined }),
  unary("Square", "square"),
  unary("Sqrt", "squareRoot"),
  unary("Rsqrt", "inverseSquareRoot"),
  unary("Reciprocal", "reciprocal"),
  unary("Sign", "sign"),
  unary("Floor", "floor"),
  unary("Ceil", "ceiling"),
  unary("Round", "round"),
  slow("Exp", "exponential"),
  slow("Expm1", "exponentialMinusOne"),
  slow("Log", "logarithm"),
  slow("Sigmoid", "sigmoid"),
  slow("Tanh", "hyperbolicTangent"),
  slow("Elu", "elu"),
  check("IsNan", "isNan"),
  check("IsInf", "isInfinite"),
  check("IsFinite", "isFinite"),
];
