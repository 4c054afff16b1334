import type { TensorInfo } from "@tensorflow/tfjs";
import type { GuardedBackend } from "../guarded-backend.ts";
import { runProgram, WORKGROUP, type Program } from "./program.ts";

const UNIFORMS = { height: "i32", width: "i32", channels: "i32" } as const;

/**
 * Positions, neighbours and interpolation of the sampler of `@disentangle/ops`. WGSL allows sine and cosine
 * an error of 2⁻¹¹, a tenth of a pixel in places; these are Cody and Waite's reduction and the polynomials of
 * Cephes, right to the last bits.
 */
const SAMPLER = `
fn sineCosine(x : f32) -> vec2<f32> {
  let quarter = round(x * 0.6366197723675814);
  let r = ((x - quarter * 1.5703125) - quarter * 4.8375129699707031e-4) - quarter * 7.5497899548918822e-8;
  let r2 = r * r;
  let s = r + r * r2 * (-1.6666654611e-1 + r2 * (8.3321608736e-3 - r2 * 1.9515295891e-4));
  let c = 1.0 - 0.5 * r2 + r2 * r2 * (4.166664568298827e-2 + r2 * (-1.388731625493765e-3 + r2 * 2.443315711809948e-5));
  switch (i32(quarter) & 3) {
    case 0: { return vec2<f32>(s, c); }
    case 1: { return vec2<f32>(c, -s); }
    case 2: { return vec2<f32>(-s, -c); }
    default: { return vec2<f32>(-c, s); }
  }
}

fn position(sample : i32, i : i32, j : i32, wave : vec2<f32>) -> vec2<f32> {
  let t = 6 * sample;
  let scale = parameters[t + 4];
  let cx = 0.5 * f32(uniforms.width - 1);
  let cy = 0.5 * f32(uniforms.height - 1);
  let x = f32(j) - cx;
  let y = f32(i) - cy;
  var aspect = 0.0;
  var inverse = 0.0;
  if (uniforms.width > 1 && uniforms.height > 1) {
    aspect = cx / cy;
    inverse = cy / cx;
  }
  let u = scale * (wave.y - wave.x * parameters[t + 2]) * x + scale * (wave.y * parameters[t + 2] - wave.x) * (y * aspect)
        + parameters[t] * cx + cx;
  let v = scale * (wave.x + wave.y * parameters[t + 3]) * (x * inverse) + scale * (wave.y - wave.x * parameters[t + 3]) * y
        + parameters[t + 1] * cy + cy;
  return vec2<f32>(clamp(u, -2.0, f32(uniforms.width)), clamp(v, -2.0, f32(uniforms.height)));
}

fn pixel(sample : i32, row : i32, column : i32, channel : i32) -> f32 {
  if (row < 0 || column < 0 || row >= uniforms.height || column >= uniforms.width) { return 0.0; }
  return images[((sample * uniforms.height + row) * uniforms.width + column) * uniforms.channels + channel];
}

// Upper left, upper right, lower left, lower right.
fn neighbours(sample : i32, corner : vec2<f32>, channel : i32) -> vec4<f32> {
  let row = i32(corner.y);
  let column = i32(corner.x);
  return vec4<f32>(
    pixel(sample, row, column, channel), pixel(sample, row, column + 1, channel),
    pixel(sample, row + 1, column, channel), pixel(sample, row + 1, column + 1, channel));
}

fn along(start : f32, end : f32, share : f32) -> f32 { return start + (end - start) * share; }

fn interpolate(at : vec4<f32>, share : vec2<f32>) -> f32 {
  return along(along(at.x, at.y, share.x), along(at.z, at.w, share.x), share.y);
}
`;

const AFFINE: Program = {
  name: "affine",
  inputs: ["images", "parameters"],
  uniforms: UNIFORMS,
  code: `${SAMPLER}
fn main(index : i32) {
  if (index >= uniforms.size) { return; }
  let channel = index % uniforms.channels;
  let j = (index / uniforms.channels) % uniforms.width;
  let i = (index / (uniforms.channels * uniforms.width)) % uniforms.height;
  let sample = index / (uniforms.channels * uniforms.width * uniforms.height);
  let at = position(sample, i, j, sineCosine(parameters[6 * sample + 5]));
  let corner = floor(at);
  setOutputAtIndex(index, clamp(interpolate(neighbours(sample, corner, channel), at - corner), 0.0, 1.0));
}`,
};

/** Transforms images [B, H, W, C] by parameters [B, 6]: the kernel `FUSED.affine`, one pass. */
export function affine(backend: GuardedBackend, images: TensorInfo, parameters: TensorInfo): TensorInfo {
  return runProgram(backend, AFFINE, [images, parameters], sides(images), images.shape);
}

/**
 * The sums over a sample's pixels, and from them the gradient in its six parameters, as in the composition.
 */
const gradParameters = (collect: string, lanes: number): Program => ({
  name: `affine gradient in parameters, ${lanes} lanes`,
  inputs: ["dy", "images", "parameters"],
  uniforms: { ...UNIFORMS, samples: "i32" },
  code: `${SAMPLER}
struct Sums { du : vec3<f32>, dv : vec3<f32> };

fn sum(sample : i32, lane : i32, wave : vec2<f32>) -> Sums {
  var sums = Sums(vec3<f32>(0.0), vec3<f32>(0.0));
  let pixels = uniforms.height * uniforms.width;
  for (var k = lane; k < pixels; k = k + ${lanes}) {
    let i = k / uniforms.width;
    let j = k % uniforms.width;
    let at = position(sample, i, j, wave);
    let corner = floor(at);
    let share = at - corner;
    var slope = vec2<f32>(0.0);
    for (var channel = 0; channel < uniforms.channels; channel = channel + 1) {
      let near = neighbours(sample, corner, channel);
      let value = interpolate(near, share);
      if (value >= 0.0 && value <= 1.0) {
        let across = along(near.y - near.x, near.w - near.z, share.y);
        let down = along(near.z - near.x, near.w - near.y, share.x);
        slope = slope + vec2<f32>(across, down) * dy[(sample * pixels + k) * uniforms.channels + channel];
      }
    }
    let place = vec3<f32>(
      (2.0 * f32(j) - f32(uniforms.width - 1)) / f32(max(1, uniforms.width - 1)),
      (2.0 * f32(i) - f32(uniforms.height - 1)) / f32(max(1, uniforms.height - 1)), 1.0);
    sums.du = sums.du + slope.x * place;
    sums.dv = sums.dv + slope.y * place;
  }
  return sums;
}

fn finish(sample : i32, wave : vec2<f32>, sums : Sums) {
  let du = sums.du * (0.5 * f32(uniforms.width - 1));
  let dv = sums.dv * (0.5 * f32(uniforms.height - 1));
  let t = 6 * sample;
  let shearX = parameters[t + 2];
  let shearY = parameters[t + 3];
  let scale = parameters[t + 4];
  let e = vec4<f32>(wave.y - wave.x * shearX, wave.y * shearX - wave.x, wave.x + wave.y * shearY, wave.y - wave.x * shearY);
  setOutputAtIndex(t, du.z);
  setOutputAtIndex(t + 1, dv.z);
  setOutputAtIndex(t + 2, scale * (wave.y * du.y - wave.x * du.x));
  setOutputAtIndex(t + 3, scale * (wave.y * dv.x - wave.x * dv.y));
  setOutputAtIndex(t + 4, dot(e, vec4<f32>(du.xy, dv.xy)));
  setOutputAtIndex(t + 5, scale * (
    e.w * dv.x - e.z * dv.y - (wave.x + wave.y * shearX) * du.x - (wave.y + wave.x * shearX) * du.y));
}
${collect}`,
});

/**
 * A workgroup per sample: its invocations sum pixels in turn, the first adds up, always in the same order.
 */
const BY_WORKGROUP = gradParameters(
  `
var<workgroup> parts : array<Sums, ${WORKGROUP}>;

fn main(index : i32) {
  let sample = index / ${WORKGROUP};
  let lane = index % ${WORKGROUP};
  let wave = sineCosine(parameters[6 * sample + 5]);
  parts[lane] = sum(sample, lane, wave);
  workgroupBarrier();
  if (lane == 0 && sample < uniforms.samples) {
    var total = parts[0];
    for (var k = 1; k < ${WORKGROUP}; k = k + 1) {
      total.du = total.du + parts[k].du;
      total.dv = total.dv + parts[k].dv;
    }
    finish(sample, wave, total);
  }
}`,
  WORKGROUP,
);

/** An invocation per sample: a processor playing a GPU is slow at barriers. */
const BY_INVOCATION = gradParameters(
  `
fn main(index : i32) {
  if (index >= uniforms.samples) { return; }
  let wave = sineCosine(parameters[6 * index + 5]);
  finish(index, wave, sum(index, 0, wave));
}`,
  1,
);

/** Gradient of {@link affine} in the parameters [B, 6]: the kernel `FUSED.affineGradParameters`, one pass. */
export function affineGradParameters(backend: GuardedBackend, dy: TensorInfo, images: TensorInfo, parameters: TensorInfo): TensorInfo {
  const [samples = 0] = images.shape;
  const program = backend.software ? BY_INVOCATION : BY_WORKGROUP;
  const invocations = backend.software ? samples : samples * WORKGROUP;
  return runProgram(backend, program, [dy, images, parameters], { ...sides(images), samples }, parameters.shape, invocations);
}

/**
 * One invocation per sample and channel owns that image: it scatters without atomics, always in the same
 * order.
 */
const GRADIENT_IMAGES: Program = {
  name: "affine gradient in images",
  inputs: ["dy", "images", "parameters"],
  uniforms: { ...UNIFORMS, planes: "i32" },
  code: `${SAMPLER}
fn main(index : i32) {
  if (index >= uniforms.planes) { return; }
  let sample = index / uniforms.channels;
  let channel = index % uniforms.channels;
  let wave = sineCosine(parameters[6 * sample + 5]);
  let pixels = uniforms.height * uniforms.width;
  let start = sample * pixels * uniforms.channels + channel;
  for (var k = 0; k < pixels; k = k + 1) { result[start + k * uniforms.channels] = 0.0; }
  for (var k = 0; k < pixels; k = k + 1) {
    let at = position(sample, k / uniforms.width, k % uniforms.width, wave);
    let corner = floor(at);
    let share = at - corner;
    let value = interpolate(neighbours(sample, corner, channel), share);
    let all = select(0.0, dy[start + k * uniforms.channels], value >= 0.0 && value <= 1.0);
    // A loop, not four lines: drivers that inline take minutes to compile those.
    for (var n = 0; n < 4; n = n + 1) {
      let row = i32(corner.y) + n / 2;
      let column = i32(corner.x) + n % 2;
      let across = select(1.0 - share.x, share.x, n % 2 == 1);
      let down = select(1.0 - share.y, share.y, n / 2 == 1);
      if (row >= 0 && column >= 0 && row < uniforms.height && column < uniforms.width) {
        let to = start + (row * uniforms.width + column) * uniforms.channels;
        result[to] = result[to] + all * across * down;
      }
    }
  }
}`,
};

/** Gradient of {@link affine} in the images [B, H, W, C]: the kernel `FUSED.affineGradImages`, one pass. */
export function affineGradImages(backend: GuardedBackend, dy: TensorInfo, images: TensorInfo, parameters: TensorInfo): TensorInfo {
  const [samples = 0, , , channels = 0] = images.shape;
  const planes = samples * channels;
  return runProgram(backend, GRADIENT_IMAGES, [dy, images, parameters], { ...sides(images), planes }, images.shape, planes);
}

function sides({ shape }: TensorInfo): Readonly<Record<string, number>> {
  const [, height = 0, width = 0, channels = 0] = shape;
  return { height, width, channels };
}
