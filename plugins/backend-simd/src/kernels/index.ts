import { adam, adamAll, adamProject } from "./adam.ts";
import { addN } from "./add-n.ts";
import { affine, affineGradImages, affineGradParameters } from "./affine.ts";
import { arrangementKernels } from "./arrange.ts";
import { batchNorm, batchNormGradient } from "./batch-norm.ts";
import { binaryKernels } from "./binary.ts";
import { cast } from "./cast.ts";
import { conv2DFilterGradient } from "./conv2d-filter-gradient.ts";
import { conv2DInputGradient } from "./conv2d-input-gradient.ts";
import { conv2D, fusedConv2D } from "./conv2d.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { depthwiseKernels } from "./depthwise.ts";
import { fusedBatchNorm } from "./fused-batch-norm.ts";
import { gather, segmentSum } from "./gather.ts";
import { keepBest, zeroRows } from "./keep-best.ts";
import { batchMatMul, fusedMatMul } from "./mat-mul.ts";
import { poolKernels } from "./pool.ts";
import { reductionKernels } from "./reduce.ts";
import { betweenGradient } from "./between-gradient.ts";
import { reluGradient } from "./relu-gradient.ts";
import { select } from "./select.ts";
import type { SimdKernel } from "./simd-kernel.ts";
import { sliceKernels } from "./slice.ts";
import { unaryKernels } from "./unary.ts";

const products: readonly SimdKernel[] = [batchMatMul, conv2D, conv2DFilterGradient, conv2DInputGradient, fusedConv2D, fusedMatMul];
const fused: readonly SimdKernel[] = [
  adam,
  adamAll,
  adamProject,
  affine,
  affineGradImages,
  affineGradParameters,
  batchNorm,
  batchNormGradient,
  betweenGradient,
  crossEntropy,
  keepBest,
  reluGradient,
  zeroRows,
];
const elementwise: readonly SimdKernel[] = [...binaryKernels, ...unaryKernels, addN, cast, select];
const movement: readonly SimdKernel[] = [...arrangementKernels, ...sliceKernels, gather, segmentSum];

/** Every kernel that replaces, or has no counterpart among, the CPU kernels. */
export const simdKernels: readonly SimdKernel[] = [
  ...products,
  ...depthwiseKernels,
  ...fused,
  ...elementwise,
  ...reductionKernels,
  ...movement,
  ...poolKernels,
  fusedBatchNorm,
];
