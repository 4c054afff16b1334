import { Fault } from "@disentangle/core";

/** How to go on once the device failed: what is finished is stored, and another backend may do the rest. */
const MEND = "Start the run again: it goes on where it stopped; with --backend simd --reuse webgpu it does so without a GPU.";

/**
 * The Fault of an error WebGPU reported of its own accord, outside of any call: it computes on, with zeros.
 */
export function deviceFault(error: { readonly message: string }): Fault {
  const [line = "no reason given"] = error.message.split("\n");
  const tooLarge = error.constructor.name === "GPUOutOfMemoryError" || /exceeds the max buffer size|out of memory/i.test(error.message);
  if (tooLarge)
    return new Fault("out-of-memory", `The GPU ran out of memory: ${line}`, { cause: error, mend: `Use smaller batches. ${MEND}` });
  return new Fault("crashed", `The GPU refused a command: ${line}`, { cause: error, mend: MEND });
}

/** The Fault of a device that is gone: driver reset, unplugged, or destroyed. */
export function lostFault(info: { readonly reason: string; readonly message: string }): Fault {
  return new Fault("crashed", `The GPU device was lost (${info.reason}): ${info.message || "no message"}.`, {
    value: info.reason,
    mend: MEND,
  });
}
