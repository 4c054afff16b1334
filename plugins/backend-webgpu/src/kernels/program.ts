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
   * Defines `fn main(index : i32)`, called once per invocation; `uniforms.size` is the length of the result,
   * which it writes by
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
  const scratch: TensorInfo[] = [];
  // Flat shapes, so that one compiled pipeline serves every shape.
  const flat = tensors.map((tensor) => {
    const own: [number] = [util.sizeFromShape(tensor.shape)];
    // A cast from int32 or bool shares the buffer, which still holds integers.
    if (tensor.dtype !== "float32" || backend.tensorMap.get(tensor.dataId).dtype === "float32") return { ...tensor, shape: own };
    scratch.push(runFlat(backend, TO_FLOAT, [{ ...tensor, dtype: "int32", shape: own }], [], own));
    return scratch.at(-1) as TensorInfo;
  });
  const data = Object.entries(uniforms).map(([uniform, type]) => ({
    type: type === "f32" ? "float32" : "int32",
    data: [values[uniform] as number],
  }));
  const { dataId, dtype } = runFlat(backend, { name, inputs, uniforms, code }, flat, data, [size], invocations);
  for (const { dataId: made } of scratch) backend.disposeData(made);
  return { dataId, dtype, shape: [...shape] };
}

const TO_FLOAT: Program = {
  name: "integers as floats",
  inputs: ["integers"],
  uniforms: {},
  code: `
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  setOutputAtIndex(index, f32(integers[index]));
}`,
};

function runFlat(
  backend: GuardedBackend,
  { name, inputs, uniforms, code }: Program,
  tensors: TensorInfo[],
  data: { type: string; data: number[] }[],
  shape: [number],
  invocations: number = shape[0],
): TensorInfo {
  const program = {
    variableNames: [...inputs],
    uniforms: Object.entries(uniforms)
      .map(([uniform, type]) => `${uniform} : ${type},`)
      .join(" "),
    outputShape: shape,
    shaderKey: `disentangle ${name}`,
    size: true,
    workgroupSize: [WORKGROUP, 1, 1] as [number, number, number],
    dispatchLayout: { x: [0] },
    dispatch: [Math.max(1, Math.ceil(invocations / WORKGROUP)), 1, 1] as [number, number, number],
    getUserCode: () => code,
  };
  return backend.runWebGPUProgram(program, tensors, "float32", data);
}
