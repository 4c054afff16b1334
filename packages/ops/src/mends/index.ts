import { mendGradients } from "./mend-gradients.ts";

export { mendedKernel, mendKernels } from "./kernels/mended-kernel.ts";

/** Takes the mended gradients out again; see {@link mendGradients}. */
export const unmendGradients: () => void = mendGradients();
