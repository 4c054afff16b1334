import * as v from "valibot";

/** Options of the backend `node-gpu`. */
export const nodeGpuOptions: v.GenericSchema<unknown, NodeGpuOptions> = v.strictObject({
  device: v.optional(
    v.pipe(v.picklist(["gpu", "cpu"]), v.description("gpu, or cpu for the processor through @tensorflow/tfjs-node")),
    "gpu",
  ),
});

/** {@link nodeGpuOptions}, checked and filled in. */
export interface NodeGpuOptions {
  /**
   * `gpu` computes on CUDA through `@tensorflow/tfjs-node-gpu`; `cpu` on the processor through
   * `@tensorflow/tfjs-node`. Default `gpu`.
   */
  readonly device: "gpu" | "cpu";
}
