import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { convolutions, convolve, inputs, transposed, windows, type Convolution } from "../convolve.ts";
import { grid, valueAt } from "../grid.ts";
import { operation, type Operation } from "../operation.ts";
import { pads, type Pad } from "../windows.ts";
import { side } from "../shapes.ts";

type Four = [number, number, number, number];

const run2d = ({ stride, dilation, pad }: Convolution, x: tf.Tensor | undefined, filter: tf.Tensor | undefined): tf.Tensor =>
  tf.conv2d(
    x as tf.Tensor4D,
    filter as tf.Tensor4D,
    stride as [number, number],
    pad2d(pad),
    "NHWC",
    dilation as [number, number],
    typeof pad === "number" ? "floor" : undefined,
  );

const pad2d = (pad: Pad): "valid" | "same" | number | [[0, 0], [number, number], [number, number], [0, 0]] =>
  typeof pad === "object"
    ? [
        [0, 0],
        [pad[0][0], pad[0][1]],
        [pad[1][0], pad[1][1]],
        [0, 0],
      ]
    : pad;

const conv2d = (name: string, parameters: fc.Arbitrary<Convolution>, most?: number): Operation =>
  operation<Convolution>({
    name,
    parameters,
    inputs,
    run: (drawn, x, filter) => run2d(drawn, x, filter),
    loops: (drawn, x, filter) => convolve(drawn, x, filter),
    ...(most === undefined ? {} : { most }),
  });

/** Small ones; TensorFlow.js takes one stride for both axes. */
const depthwiseParameters = (pad: fc.Arbitrary<Pad>, dilated: boolean, oblong = false): fc.Arbitrary<Convolution> =>
  convolutions(2, pad, 6, side(3), dilated, oblong)
    .map((drawn) => ({ ...drawn, stride: drawn.stride.map(() => drawn.stride[0] as number) }))
    .filter((drawn) => windows(drawn).every(({ outside }) => outside > 0));

/**
 * As networks for phones have them: more channels than a vector has lanes, rows of several windows side by
 * side.
 */
const wide: fc.Arbitrary<Convolution> = fc
  .record({
    batch: side(2),
    inChannels: fc.constantFrom(4, 7, 16),
    outChannels: side(3),
    sides: fc.tuple(fc.integer({ min: 5, max: 14 }), fc.integer({ min: 5, max: 14 })),
    size: fc.constantFrom(2, 3, 5),
    step: side(3),
    apart: side(2),
    pad: fc.constantFrom<Pad>("same", "valid", 1),
  })
  .map(({ size, step, apart, ...drawn }) => ({
    ...drawn,
    filter: [size, size],
    // Dilation and stride exclude each other.
    stride: apart > 1 ? [1, 1] : [step, step],
    dilation: [apart, apart],
  }))
  .filter((drawn) => windows(drawn).every(({ outside }) => outside > 0));

const depthwise = (name: string, parameters: fc.Arbitrary<Convolution>, most?: number): Operation =>
  operation<Convolution>({
    name,
    parameters,
    ...(most === undefined ? {} : { most }),
    inputs,
    run: ({ stride, dilation, pad }, x, filter) =>
      tf.depthwiseConv2d(
        x as tf.Tensor4D,
        filter as tf.Tensor4D,
        stride as [number, number],
        pad2d(pad),
        "NHWC",
        dilation as [number, number],
        typeof pad === "number" ? "floor" : undefined,
      ),
    loops: (drawn, x, filter) => convolve(drawn, x, filter, true),
  });

const activations = {
  linear: (x: number) => x,
  relu: (x: number) => Math.max(0, x),
  relu6: (x: number) => Math.min(6, Math.max(0, x)),
  elu: (x: number) => (x < 0 ? Math.expm1(x) : x),
  leakyrelu: (x: number) => (x < 0 ? 0.3 * x : x),
  sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
} as const;
type Activation = keyof typeof activations;

const few = side(4);
const square = (drawn: Convolution, filter: number, stride: number): Convolution => ({
  ...drawn,
  filter: [filter, filter],
  stride: [stride, stride],
});

/**
 * Convolutions: every padding, stride and dilation, one to three axes, transposed, depthwise, separable,
 * fused.
 */
export const convolutionOperations: readonly Operation[] = [
  conv2d("conv2d", convolutions(2, pads, 7, few)),
  conv2d("conv2d, dilated", convolutions(2, pads, 8, side(3), true)),
  conv2d(
    "conv2d of many channels",
    fc
      .tuple(
        convolutions(2, fc.constantFrom<Pad>("same", "valid", 1), 9, fc.constantFrom(8, 13, 32, 36)),
        fc.constantFrom([3, 1], [4, 2], [1, 1], [3, 2]),
      )
      .map(([drawn, [filter, stride]]) =>
        square({ ...drawn, sides: drawn.sides.map((length) => length + 4) }, filter as number, stride as number),
      ),
    12,
  ),
  ...[false, true].map((deep) =>
    operation<Convolution & { activation: Activation; bias: boolean }>({
      name: deep ? "fused.depthwiseConv2d" : "fused.conv2d",
      parameters: fc
        .tuple(
          convolutions(2, pads, 6, few),
          fc.constantFrom<Activation>("linear", "relu", "relu6", "elu", "leakyrelu", "sigmoid"),
          fc.boolean(),
        )
        .map(([drawn, activation, bias]) => ({ ...drawn, stride: drawn.stride.map(() => drawn.stride[0] as number), activation, bias }))
        .filter((drawn) => windows(drawn).every(({ outside }) => outside > 0)),
      inputs: (drawn) => [...inputs(drawn), ...(drawn.bias ? [{ shape: [drawn.outChannels * (deep ? drawn.inChannels : 1)] }] : [])],
      run: ({ stride, pad, activation }, x, filter, bias) =>
        (deep ? tf.fused.depthwiseConv2d : tf.fused.conv2d)({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: stride as [number, number],
          pad: pad2d(pad) as "same",
          activation,
          leakyreluAlpha: 0.3,
          ...(typeof pad === "number" ? { dimRoundingMode: "floor" as const } : {}),
          ...(bias ? { bias } : {}),
        }),
      loops: (drawn, x, filter, bias) => {
        const plain = convolve(drawn, x, filter, deep);
        return grid(plain.shape, (index) => {
          const value = valueAt(plain, index) + (drawn.bias ? (bias.values[index[3] as number] as number) : 0);
          return activations[drawn.activation](value);
        });
      },
      tolerance: 1e-4,
    }),
  ),
  operation<Convolution & { activation: "linear" | "relu" | "sigmoid"; bias: boolean }>({
    name: "layers.conv2d, dilated",
    parameters: fc
      .tuple(
        convolutions(2, fc.constantFrom<Pad>("same", "valid"), 8, few, true),
        fc.constantFrom("linear", "relu", "sigmoid"),
        fc.boolean(),
      )
      .map(([drawn, activation, bias]) => ({ ...drawn, activation, bias })),
    inputs: (drawn) => [...inputs(drawn), ...(drawn.bias ? [{ shape: [drawn.outChannels] }] : [])],
    run: ({ filter: kernelSize, outChannels, pad, dilation, activation, bias: useBias }, x, filter, bias) => {
      const layer = tf.layers.conv2d({
        filters: outChannels,
        kernelSize: kernelSize as [number, number],
        padding: pad as "same",
        dilationRate: dilation as [number, number],
        activation,
        useBias,
      });
      layer.build(x.shape);
      for (const weight of layer.weights) weight.dispose();
      // Weights of a layer are variables; here the drawn tensors take their place, so that they are
      // differentiated in, too.
      Object.assign(layer, { kernel: { read: () => filter }, bias: bias === undefined ? null : { read: () => bias } });
      return layer.call(x, {}) as tf.Tensor;
    },
    loops: ({ activation, ...drawn }, x, filter, bias) => {
      const plain = convolve(drawn, x, filter);
      return grid(plain.shape, (index) =>
        activations[activation](valueAt(plain, index) + (drawn.bias ? (bias.values[index[3] as number] as number) : 0)),
      );
    },
  }),
  operation<Convolution>({
    name: "conv2dTranspose",
    parameters: convolutions(2, fc.constantFrom<Pad>("same", "valid", 1), 5, side(2)),
    inputs: (drawn) => [
      { shape: [drawn.batch, ...windows(drawn).map(({ outside }) => outside), drawn.outChannels] },
      inputs(drawn)[1] as { shape: number[] },
    ],
    run: ({ batch, sides, inChannels, stride, pad }, y, filter) =>
      tf.conv2dTranspose(
        y as tf.Tensor4D,
        filter as tf.Tensor4D,
        [batch, ...sides, inChannels] as Four,
        stride as [number, number],
        pad as "same",
        typeof pad === "number" ? "floor" : undefined,
      ),
    loops: (drawn, y, filter) => transposed(drawn, y, filter),
  }),
  conv2d("conv2d, one padding for an oblong filter or stride", convolutions(2, fc.constantFrom<Pad>(0, 1, 2), 7, few, false, true)),
  depthwise("depthwiseConv2d", depthwiseParameters(pads, false)),
  depthwise("depthwiseConv2d, dilated", depthwiseParameters(pads, true)),
  depthwise("depthwiseConv2d of many channels", wide, 20),
  depthwise("depthwiseConv2d, one padding for an oblong filter or stride", depthwiseParameters(fc.constantFrom<Pad>(0, 1), false, true)),
  operation<Convolution>({
    name: "separableConv2d",
    parameters: convolutions(2, fc.constantFrom<Pad>("same", "valid"), 5, side(3))
      .map((drawn) => square(drawn, drawn.filter[0] as number, drawn.stride[0] as number))
      .filter((drawn) => windows(drawn).every(({ outside }) => outside > 0)),
    inputs: (drawn) => [...inputs({ ...drawn, outChannels: 2 }), { shape: [1, 1, drawn.inChannels * 2, drawn.outChannels] }],
    run: ({ stride, pad }, x, deep, point) =>
      tf.separableConv2d(x as tf.Tensor4D, deep as tf.Tensor4D, point as tf.Tensor4D, stride as [number, number], pad as "same"),
    loops: (drawn, x, deep, point) => {
      const between = convolve({ ...drawn, outChannels: 2 }, x, deep, true);
      const ones = [1, 1];
      return convolve(
        { ...drawn, inChannels: drawn.inChannels * 2, sides: between.shape.slice(1, 3), filter: ones, stride: ones, pad: "valid" },
        between,
        point,
      );
    },
  }),
  operation<Convolution>({
    name: "conv1d",
    parameters: convolutions(1, fc.constantFrom<Pad>("same", "valid"), 9, few),
    inputs,
    run: ({ stride, pad }, x, filter) => tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, stride[0] as number, pad as "same"),
    loops: (drawn, x, filter) => convolve(drawn, x, filter),
  }),
  operation<Convolution>({
    name: "conv1d, dilated",
    parameters: convolutions(1, fc.constantFrom<Pad>("same", "valid"), 9, few, true),
    inputs,
    run: ({ dilation, pad }, x, filter) => tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 1, pad as "same", "NWC", dilation[0]),
    loops: (drawn, x, filter) => convolve(drawn, x, filter),
  }),
  ...[false, true].map((beyond) =>
    operation<Convolution>({
      name: `conv3d${beyond ? ", strides beyond the filter" : ""}`,
      parameters: convolutions(3, fc.constantFrom<Pad>("same", "valid"), 4, side(2), false, beyond),
      inputs,
      run: ({ stride, pad }, x, filter) =>
        tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, stride as [number, number, number], pad as "same"),
      loops: (drawn, x, filter) => convolve(drawn, x, filter),
    }),
  ),
  operation<Convolution>({
    name: "conv3dTranspose",
    parameters: convolutions(3, fc.constantFrom<Pad>("same", "valid"), 3, side(2)).map((drawn) => ({ ...drawn, batch: 2 })),
    inputs: (drawn) => [
      { shape: [drawn.batch, ...windows(drawn).map(({ outside }) => outside), drawn.outChannels] },
      inputs(drawn)[1] as { shape: number[] },
    ],
    run: ({ batch, sides, inChannels, stride, pad }, y, filter) =>
      tf.conv3dTranspose(
        y as tf.Tensor5D,
        filter as tf.Tensor5D,
        [batch, ...sides, inChannels] as [number, number, number, number, number],
        stride as [number, number, number],
        pad as "same",
      ),
    loops: (drawn, y, filter) => transposed(drawn, y, filter),
  }),
];
