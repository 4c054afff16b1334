import { Fault, reasonOf } from "@disentangle/core";
import type { BackendValues, DataType } from "@tensorflow/tfjs";
import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { deviceFault, lostFault } from "./device-fault.ts";

/** The backend of TensorFlow.js, guarded. */
export type GuardedBackend = WebGPUBackend & {
  /** Whether a processor plays the GPU. */
  readonly software: boolean;
};

/**
 * TensorFlow.js's own backend class, guarded: on it, an error of the device goes to the console and the
 * tensors it should have filled read as zeros. Here the first such error ends every later operation and every
 * read with a {@link Fault}, so a run stops instead of counting zeros. It is built from the class, which
 * exists only once `@tensorflow/tfjs-backend-webgpu` is loaded.
 */
export function guard(Base: typeof WebGPUBackend): new (device: GPUDevice, info: GPUAdapterInfo, software: boolean) => GuardedBackend {
  return class extends Base {
    readonly software: boolean;
    readonly #limit: number;
    #fault: Fault | undefined;

    constructor(device: GPUDevice, info: GPUAdapterInfo, software: boolean) {
      super(device, info);
      this.software = software;
      this.#limit = Math.min(device.limits.maxBufferSize, device.limits.maxStorageBufferBindingSize);
      device.addEventListener("uncapturederror", (event) => {
        // Else it is printed too.
        event.preventDefault();
        this.#fault ??= deviceFault(event.error);
      });
      void device.lost.then((lost) => {
        this.#fault ??= lostFault(lost);
      });
    }

    override write(values: BackendValues, shape: number[], dtype: DataType): object {
      this.#check();
      const bytes = shape.reduce((product, side) => product * side, 4);
      if (bytes > this.#limit) {
        throw new Fault("out-of-memory", `A tensor [${shape.join(", ")}] takes ${bytes} bytes, this adapter allows ${this.#limit} each.`, {
          value: shape,
          mend: "Use smaller batches.",
        });
      }
      return super.write(values, shape, dtype);
    }

    override async read(dataId: object): Promise<BackendValues> {
      this.#check();
      try {
        const values = await super.read(dataId);
        this.#check();
        return values;
      } catch (error) {
        // A device lost while it was waited for rejects the wait; its own reason says more.
        this.#check();
        throw Fault.is(error) ? error : lostFault({ reason: "unknown", message: reasonOf(error) });
      }
    }

    override readSync(dataId: object): BackendValues {
      this.#check();
      const { values, dtype } = this.tensorMap.get(dataId);
      if (values == null && dtype !== "complex64" && typeof OffscreenCanvas === "undefined") {
        throw new Fault("unavailable", "WebGPU in Node cannot read a tensor synchronously.", {
          mend: "Await `data()` instead of `dataSync()`.",
        });
      }
      return super.readSync(dataId);
    }

    #check(): void {
      if (this.#fault !== undefined) throw this.#fault;
    }
  };
}
