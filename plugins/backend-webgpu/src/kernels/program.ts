import { util, type TensorInfo } from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";

/** A compute shader in WGSL over flat buffers. */
export interface Program {
  /** Unique; names the compiled pipeline. */
  readonly name: string;
  /** Buffers it reads, in order: `array<f32>` or `array<i32>` under these names. */
  readonly inputs: readonly string[];
  /** Numbers it gets, as `uniforms.<name>`. */
  readonly uniforms: Readonly<Record<string, "f32" | "i32">>;
  /**
   * Defines `fn main(index : i32)`, called once per invocation; `uniforms.size` is the length of the result, which it writes by
   * `setOutputAtIndex(position, value)`.
   */
  readonly code: string;
}

/** Invocations of a workgroup. */
export const WORKGROUP = 64;

/**
 * Runs a program into a new tensor.
 *
 * @param shape of the result, float32
 * @param invocations how often `main` is called; once per number of the result unless given
 */
export function runProgram(
  backend: GuardedBackend,
  { name, inputs, uniforms, code }: Program,
  tensors: readonly TensorInfo[],
  values: Readonly<Record<string, number>>,
  shape: readonly number[],
  invocations?: number,
): TensorInfo {
  const size = util.sizeFromShape([...shape]);
  // Flat shapes, so that one compiled pipeline serves every shape.
  const flat = tensors.map(({ dataId, dtype, shape: own }) => ({ dataId, dtype, shape: [util.sizeFromShape(own)] }));
  const data = Object.entries(uniforms).map(([uniform, type]) => ({
    type: type === "f32" ? "float32" : "int32",
    data: [values[uniform] as number],
  }));
  const program = {
    variableNames: [...inputs],
    uniforms: Object.entries(uniforms)
      .map(([uniform, type]) => `${uniform} : ${type},`)
      .join(" "),
    outputShape: [size],
    shaderKey: `disentangle ${name}`,
    size: true,
    workgroupSize: [WORKGROUP, 1, 1] as [number, number, number],
    dispatchLayout: { x: [0] },
    dispatch: [Math.max(1, Math.ceil((invocations ?? size) / WORKGROUP)), 1, 1] as [number, number, number],
    getUserCode: () => code,
  };
  const { dataId, dtype } = backend.runWebGPUProgram(program, flat, "float32", data);
  return { dataId, dtype, shape: [...shape] };
}
