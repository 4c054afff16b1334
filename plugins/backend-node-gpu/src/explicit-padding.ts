import { getKernel, registerKernel, unregisterKernel, type KernelBackend, type NamedAttrMap, type TensorInfo } from "@tensorflow/tfjs";
import { BACKEND } from "./inspect-addon.ts";

type Inputs = Readonly<Record<string, TensorInfo>>;
type Pair = [number, number];

/** Runs another kernel of the same backend. */
type Call = (name: string, inputs: Inputs, attributes: NamedAttrMap) => TensorInfo;

/** Pads with zeros, by the same number on all four sides of the images. */
const pad = (call: Call, x: TensorInfo, sides: number): TensorInfo => {
  const paddings: Pair[] = [
    [0, 0],
    [sides, sides],
    [sides, sides],
    [0, 0],
  ];
  return call("PadV2", { x }, { paddings, constantValue: 0 });
};

/**
 * How each kernel is computed on images padded beforehand. What is made on the way goes through `scratch`, to
 * be freed.
 */
const KERNELS: Readonly<
  Record<string, (call: Call, inputs: Inputs, attributes: NamedAttrMap, sides: number, scratch: TensorInfo[]) => TensorInfo>
> = {
  Conv2D: (call, inputs, attributes, sides, scratch) => padInput("Conv2D", call, inputs, attributes, sides, scratch),
  FusedConv2D: (call, inputs, attributes, sides, scratch) => padInput("FusedConv2D", call, inputs, attributes, sides, scratch),
  Conv2DBackpropFilter: (call, inputs, attributes, sides, scratch) =>
    padInput("Conv2DBackpropFilter", call, inputs, attributes, sides, scratch),
  Conv2DBackpropInput: (call, inputs, attributes, sides, scratch) => {
    const [batch, height, width, channels] = attributes["inputShape"] as [number, number, number, number];
    const inputShape = [batch, height + 2 * sides, width + 2 * sides, channels];
    const gradient = call("Conv2DBackpropInput", inputs, { ...attributes, inputShape, pad: "valid" });
    scratch.push(gradient);
    return call("Slice", { x: gradient }, { begin: [0, sides, sides, 0], size: [batch, height, width, channels] });
  },
};

function padInput(name: string, call: Call, inputs: Inputs, attributes: NamedAttrMap, sides: number, scratch: TensorInfo[]): TensorInfo {
  const x = pad(call, inputs["x"] as TensorInfo, sides);
  scratch.push(x);
  return call(name, { ...inputs, x }, { ...attributes, pad: "valid" });
}

const originals = new Map<string, NonNullable<ReturnType<typeof getKernel>>>();

/**
 * Teaches the backend convolutions with a stated number of zeros around the images, which every classifier
 * here has: `@tensorflow/tfjs-node`
 * 4.22 refuses them ("supports only 'valid' and 'same' padding"), on the processor as on CUDA.
 */
export function supplyExplicitPadding(): void {
  for (const [kernelName, run] of Object.entries(KERNELS)) {
    const original = getKernel(kernelName, BACKEND);
    if (!original || originals.has(kernelName)) continue;
    originals.set(kernelName, original);
    unregisterKernel(kernelName, BACKEND);
    registerKernel({
      ...original,
      kernelFunc: (task) => {
        const attributes = task.attrs ?? {};
        const { pad: sides, dataFormat = "NHWC" } = attributes;
        if (typeof sides !== "number" || dataFormat !== "NHWC") return original.kernelFunc(task);
        const backend = task.backend as KernelBackend;
        const call: Call = (name, inputs, attrs) => {
          const kernel = originals.get(name) ?? getKernel(name, BACKEND);
          return kernel.kernelFunc({ inputs, attrs, backend }) as TensorInfo;
        };
        if (sides === 0) return call(kernelName, task.inputs as Inputs, { ...attributes, pad: "valid" });
        const scratch: TensorInfo[] = [];
        try {
          return run(call, task.inputs as Inputs, attributes, sides, scratch);
        } finally {
          for (const { dataId } of scratch) backend.disposeData(dataId);
        }
      },
    });
  }
}
