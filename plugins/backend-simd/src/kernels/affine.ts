import { FUSED } from "@disentangle/core";
import { type TensorInfo, util } from "@tensorflow/tfjs";
import type { SimdBackend } from "../simd-backend.ts";
import { requireFloats } from "./require-floats.ts";
import type { KernelCall, SimdKernel } from "./simd-kernel.ts";

/** Zeros around an image on every side, as in assembly/affine.ts. */
const BORDER = 2;
/** Bytes for the sums of a gradient, as there. */
const SUMS = 64;
const { cos, fround, sin } = Math;

const align = (bytes: number): number => Math.ceil(bytes / 64) * 64;

/**
 * Writes each image's matrix, centre-relative in pixels, eight floats an image; rounded like the plain
 * composition of single operations.
 */
function writeMatrices(parameters: Float32Array, matrices: Float32Array, cx: number, cy: number): void {
  for (let from = 0, to = 0; from < parameters.length; from += 6, to += 8) {
    const [shiftX, shiftY, shearX, shearY, scale, rotation] = parameters.subarray(from, from + 6) as unknown as number[];
    const [c, s] = [fround(cos(rotation!)), fround(sin(rotation!))];
    matrices[to] = scale! * fround(c - fround(s * shearX!));
    matrices[to + 1] = scale! * fround(fround(c * shearX!) - s);
    matrices[to + 2] = scale! * fround(s + fround(c * shearY!));
    matrices[to + 3] = scale! * fround(c - fround(s * shearY!));
    matrices[to + 4] = shiftX! * cx;
    matrices[to + 5] = shiftY! * cy;
  }
}

/** Runs one of the three sampling kernels on `target`; `borders` is how many bordered images it works on. */
function sample(
  backend: SimdBackend,
  kernel: string,
  images: TensorInfo,
  parameters: TensorInfo,
  dy: TensorInfo | undefined,
  target: number,
  borders: number,
): void {
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const bordered = align((height + 2 * BORDER) * (width + 2 * BORDER) * channels * 4);
  const room = borders * bordered + align(3 * Math.ceil(width / 4) * 16 + SUMS);
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  const aspect = width > 1 && height > 1 ? cx / cy : 0;
  const source = backend.input(images);
  const codes = backend.input(parameters);
  const above = dy ? backend.input(dy) : 0;
  const table = align(batch * 32);
  backend.scratch(table + room * backend.pool.threads, (scratch) => {
    writeMatrices(backend.heap.floats(codes, batch * 6), backend.heap.floats(scratch, batch * 8), cx, cy);
    const reals = [cx, cy, aspect, aspect === 0 ? 0 : 1 / aspect, 2 / Math.max(1, width - 1), 2 / Math.max(1, height - 1)];
    const integers = [source, scratch, target, above, height, width, channels, scratch + table, room, bordered];
    backend.run(kernel, integers, reals, util.sizeFromShape(images.shape) === 0 ? 0 : batch, height * width * (channels + 1) * 6);
  });
}

function forward({ inputs, backend }: KernelCall): TensorInfo {
  const { images, parameters } = requireFloats(FUSED.affine, inputs, ["images", "parameters"]);
  const { info, address } = backend.output(images.shape, "float32");
  sample(backend, "affine", images, parameters, undefined, address, 1);
  return info;
}

function gradImages({ inputs, backend }: KernelCall): TensorInfo {
  const { dy, images, parameters } = requireFloats(FUSED.affineGradImages, inputs, ["dy", "images", "parameters"]);
  const { info, address } = backend.output(images.shape, "float32");
  sample(backend, "affineGradImages", images, parameters, dy, address, 2);
  return info;
}

function gradParameters({ inputs, backend }: KernelCall): TensorInfo {
  const { dy, images, parameters } = requireFloats(FUSED.affineGradParameters, inputs, ["dy", "images", "parameters"]);
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  const { info, address } = backend.output([batch, 6], "float32");
  if (height * width * channels === 0) backend.heap.floats(address, batch * 6).fill(0);
  else {
    backend.scratch(batch * 32, (sums) => {
      sample(backend, "affineGradParameters", images, parameters, dy, sums, 1);
      const codes = backend.heap.floats(backend.input(parameters), batch * 6);
      chainParameters(
        codes,
        backend.heap.floats(sums, batch * 8),
        backend.heap.floats(address, batch * 6),
        (width - 1) / 2,
        (height - 1) / 2,
      );
    });
  }
  return info;
}

/** From the gradients in the matrices' entries to those in the six parameters. */
function chainParameters(codes: Float32Array, sums: Float32Array, target: Float32Array, cx: number, cy: number): void {
  for (let at = 0, from = 0; at < codes.length; at += 6, from += 8) {
    const [, , shearX, shearY, scale, rotation] = codes.subarray(at, at + 6) as unknown as [number, number, number, number, number, number];
    const [c, s] = [cos(rotation), sin(rotation)];
    const [d00, d01, dtx] = [sums[from]! * cx, sums[from + 1]! * cx, sums[from + 2]! * cx];
    const [d10, d11, dty] = [sums[from + 3]! * cy, sums[from + 4]! * cy, sums[from + 5]! * cy];
    const [e00, e01, e10, e11] = [c - s * shearX, c * shearX - s, s + c * shearY, c - s * shearY];
    target[at] = dtx;
    target[at + 1] = dty;
    target[at + 2] = scale * (c * d01 - s * d00);
    target[at + 3] = scale * (c * d10 - s * d11);
    target[at + 4] = e00 * d00 + e01 * d01 + e10 * d10 + e11 * d11;
    target[at + 5] = scale * (-(s + c * shearX) * d00 - (c + s * shearX) * d01 + e11 * d10 - e10 * d11);
  }
}

/** Core's `FUSED.affine`. */
export const affine: SimdKernel = { name: FUSED.affine, run: forward };
/** Core's `FUSED.affineGradImages`. */
export const affineGradImages: SimdKernel = { name: FUSED.affineGradImages, run: gradImages };
/** Core's `FUSED.affineGradParameters`. */
export const affineGradParameters: SimdKernel = { name: FUSED.affineGradParameters, run: gradParameters };
