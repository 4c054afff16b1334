import type { TensorInfo } from "@tensorflow/tfjs";
import type { Call } from "./mend.ts";

/** `cpu` transforms the first image of a batch and returns; so each image comes as a batch of its own. */
export function imageByImage({ inputs, attrs, plain, kernel, dispose }: Call): TensorInfo | undefined {
  const { image, transforms } = inputs as { image: TensorInfo; transforms: TensorInfo };
  const batch = image.shape[0] as number;
  if (batch < 2) return undefined;
  const row = (x: TensorInfo, i: number): TensorInfo =>
    kernel("Slice", { x }, { begin: x.shape.map((_, axis) => (axis === 0 ? i : 0)), size: [1, ...x.shape.slice(1)] });
  const parts = Array.from({ length: batch }, (_, i) => {
    const one = row(image, i);
    const how = transforms.shape[0] === 1 ? undefined : row(transforms, i);
    const part = plain({ image: one, transforms: how ?? transforms }, attrs);
    dispose(one);
    if (how !== undefined) dispose(how);
    return part;
  });
  const joined = kernel("Concat", parts as unknown as Call["inputs"], { axis: 0 });
  for (const part of parts) dispose(part);
  return joined;
}
