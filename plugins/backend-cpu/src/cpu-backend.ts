import { type Backend, Fault } from "@disentangle/core";
import { mendKernels } from "@disentangle/ops/mends";
import * as tf from "@tensorflow/tfjs";

/** TensorFlow.js's `cpu`, with the kernels mended that compute some cases wrongly. */
export const cpuBackend: Backend = {
  probe: () => Promise.resolve({ works: true, detail: `TensorFlow.js ${tf.version.tfjs}, one thread, no native code` }),
  async activate() {
    if (!(await tf.setBackend("cpu"))) {
      throw new Fault("unavailable", "TensorFlow.js would not activate its cpu backend.", {
        mend: "Check that only one copy of @tensorflow/tfjs is installed.",
      });
    }
    await tf.ready();
    mendKernels("cpu", true);
    return { name: tf.getBackend(), detail: { tfjs: tf.version.tfjs, threads: 1 } };
  },
};
