import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, test } from "vitest";
import { expectSame, noise, startSimd, tolerance } from "./backends.ts";

/**
 * A random convolution, the strange ones included: one-pixel images, stride beyond the kernel, empty batches,
 * odd channels.
 */
const geometry = fc
  .record({
    batch: fc.integer({ min: 0, max: 3 }),
    height: fc.integer({ min: 1, max: 11 }),
    width: fc.integer({ min: 1, max: 11 }),
    channels: fc.integer({ min: 1, max: 19 }),
    filters: fc.integer({ min: 1, max: 19 }),
    kernelHeight: fc.integer({ min: 1, max: 4 }),
    kernelWidth: fc.integer({ min: 1, max: 4 }),
    stride: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
    pad: fc.oneof(
      fc.constantFrom("same" as const, "valid" as const),
      fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3), fc.nat(3)).map(([top, bottom, left, right]): Padding => [[0, 0], [top, bottom], [left, right], [0, 0]]), // prettier-ignore
    ),
    dilation: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
  })
  .filter(({ pad, height, width, kernelHeight, kernelWidth, dilation }) => {
    const [[top, bottom], [left, right]] = typeof pad === "string" ? [[0, 0], [0, 0]] : [pad[1], pad[2]]; // prettier-ignore
    if (pad === "same") return true;
    return (kernelHeight - 1) * dilation[0] < height + top + bottom && (kernelWidth - 1) * dilation[1] < width + left + right;
  });

type Padding = [[number, number], [number, number], [number, number], [number, number]];
type Geometry = typeof geometry extends fc.Arbitrary<infer T> ? T : never;

const image = (g: Geometry): tf.Tensor4D => noise([g.batch, g.height, g.width, g.channels], 1) as tf.Tensor4D;
const filter = (g: Geometry): tf.Tensor4D => noise([g.kernelHeight, g.kernelWidth, g.channels, g.filters], 2) as tf.Tensor4D;

function outputOf(g: Geometry): number[] {
  const shape: [number, number, number, number] = [g.batch, g.height, g.width, g.channels];
  return tf.backend_util.computeConv2DInfo(shape, [g.kernelHeight, g.kernelWidth, g.channels, g.filters], g.stride, 1, g.pad).outShape;
}

const builds = [{ threads: 2 }, { build: "plain", threads: 1 }, { shared: false }] as const;

describe.each(builds)("convolution with %j", (options) => {
  beforeAll(() => startSimd(options));

  test("forward agrees with the CPU kernel", async () => {
    await fc.assert(
      fc.asyncProperty(geometry, fc.boolean(), async (g, dilated) => {
        const terms = g.kernelHeight * g.kernelWidth * g.channels;
        const strides = dilated ? 1 : g.stride;
        await expectSame(() => [tf.conv2d(image(g), filter(g), strides, g.pad, "NHWC", dilated ? g.dilation : 1)], tolerance(terms));
      }),
      { numRuns: 80 },
    );
  });

  test("bias and activation agree with the CPU kernels", async () => {
    const activation = fc.constantFrom("linear", "relu", "relu6", "leakyrelu", "elu", "sigmoid", "prelu");
    await fc.assert(
      fc.asyncProperty(geometry, activation, fc.boolean(), async (g, name, scalarBias) => {
        const compute = (): tf.Tensor[] => [
          tf.fused.conv2d({
            x: image(g),
            filter: filter(g),
            strides: g.stride,
            pad: g.pad,
            bias: noise(scalarBias ? [1] : [g.filters], 3),
            activation: name,
            preluActivationWeights: noise([g.filters], 4),
            leakyreluAlpha: 0.3,
          }),
        ];
        await expectSame(compute, tolerance(g.kernelHeight * g.kernelWidth * g.channels));
      }),
      { numRuns: 60 },
    );
  });

  test("the input gradient agrees with the CPU kernel", async () => {
    await fc.assert(
      fc.asyncProperty(geometry, async (g) => {
        const inputShape = [g.batch, g.height, g.width, g.channels];
        const attributes = { inputShape, strides: g.stride, pad: g.pad, dataFormat: "NHWC" } as unknown as tf.NamedAttrMap;
        const compute = (): tf.Tensor[] => [
          tf.engine().runKernel("Conv2DBackpropInput", { dy: noise(outputOf(g), 5), filter: filter(g) }, attributes),
        ];
        await expectSame(compute, tolerance(g.kernelHeight * g.kernelWidth * g.filters));
      }),
      { numRuns: 100 },
    );
  });

  test("the filter gradient agrees with the CPU kernel", async () => {
    await fc.assert(
      fc.asyncProperty(geometry, async (g) => {
        const filterShape = [g.kernelHeight, g.kernelWidth, g.channels, g.filters];
        const attributes = { filterShape, strides: g.stride, pad: g.pad, dataFormat: "NHWC" } as unknown as tf.NamedAttrMap;
        const dy = outputOf(g);
        const compute = (): tf.Tensor[] => [tf.engine().runKernel("Conv2DBackpropFilter", { x: image(g), dy: noise(dy, 5) }, attributes)];
        await expectSame(compute, tolerance(dy[0]! * dy[1]! * dy[2]!));
      }),
      { numRuns: 80 },
    );
  });

  test("3×3, 4×4 and 6×6 filters of many channels agree with the CPU kernels, with both gradients", async () => {
    const shape = fc.record({
      batch: fc.integer({ min: 2, max: 3 }),
      height: fc.integer({ min: 6, max: 12 }),
      width: fc.integer({ min: 6, max: 12 }),
      channels: fc.constantFrom(32, 36),
      filters: fc.constantFrom(32, 44),
      window: fc.constantFrom({ side: 3, stride: 1 }, { side: 4, stride: 2 }, { side: 6, stride: 2 }),
      pad: fc.constantFrom("same" as const, "valid" as const, [[0, 0], [2, 1], [0, 2], [0, 0]] as Padding), // prettier-ignore
    });
    await fc.assert(
      fc.asyncProperty(shape, async ({ batch, height, width, channels, filters, window: { side, stride }, pad }) => {
        const x = (): tf.Tensor => noise([batch, height, width, channels], 1);
        const w = (): tf.Tensor => noise([side, side, channels, filters], 2);
        const convolve = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, stride, pad);
        const compute = (): tf.Tensor[] => {
          const y = convolve(x(), w());
          return [y, ...tf.grads(convolve)([x(), w()], noise(y.shape, 3))];
        };
        // Winograd's transforms magnify rounding errors some ten times.
        await expectSame(compute, 4 * tolerance(side * side * 44));
      }),
      { numRuns: 10 },
    );
  });

  test("gradients of many points are summed in parts", async () => {
    const compute = (): tf.Tensor[] =>
      tf.grads((x: tf.Tensor, w: tf.Tensor) =>
        tf
          .conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 1)
          .square()
          .sum(),
      )([noise([12, 15, 14, 3], 6), noise([4, 4, 3, 10], 7)]);
    await expectSame(compute, 2e-3);
  });
});
