import type { TensorInfo } from "@tensorflow/tfjs";
import type { Call } from "./mend.ts";

/** `cpu` writes the updates into the tensor that is to be left as it is: it gets a copy. */
export function copiedFirst({ inputs, attrs, plain, dispose, backend }: Call): TensorInfo {
  const tensor = inputs["tensor"] as TensorInfo;
  const copy = backend.makeTensorInfo(tensor.shape, tensor.dtype, backend.data.get(tensor.dataId).values.slice());
  const result = plain({ ...inputs, tensor: copy }, attrs);
  dispose(copy);
  return result;
}
