import { conv2DFilterGradient } from "./conv2d-filter-gradient.ts";
import { conv2DInputGradient } from "./conv2d-input-gradient.ts";
import { conv2D, fusedConv2D } from "./conv2d.ts";
import { batchMatMul, fusedMatMul } from "./mat-mul.ts";
import type { SimdKernel } from "./simd-kernel.ts";

/** Every kernel that replaces, or has no counterpart among, the CPU kernels. */
export const simdKernels: readonly SimdKernel[] = [batchMatMul, conv2D, conv2DFilterGradient, conv2DInputGradient, fusedConv2D, fusedMatMul];
