import { stored, takeTensor, type Artifact, type StoredTensors } from "@disentangle/artifacts";
import * as tf from "@tensorflow/tfjs";

/** Arrays of tensors, read in one go. int32 and float32 alike; bool as int32. */
export async function storedTensors(tensors: Readonly<Record<string, tf.Tensor>>): Promise<StoredTensors> {
  const entries = Object.entries(tensors).map(async ([name, tensor]) => {
    const values = await tensor.data();
    // Copies, as a backend may hand out a view of memory that it uses again.
    const kept =
      tensor.dtype === "float32" ? stored(Float32Array.from(values), tensor.shape) : stored(Int32Array.from(values), tensor.shape);
    return [name, kept] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Tensors of stored arrays; the caller disposes of them. */
export function artifactTensors({ tensors }: Pick<Artifact, "tensors">): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { dtype }]) => {
      const { data, shape } = takeTensor(tensors, name, dtype === "I32" ? "I32" : "F32");
      return [name, tf.tensor(data, [...shape], dtype === "I32" ? "int32" : "float32")];
    }),
  );
}
