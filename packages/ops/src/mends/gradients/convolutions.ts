import * as tf from "@tensorflow/tfjs";

interface Attributes {
  readonly strides: number | [number, number];
  readonly pad: "valid" | "same" | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: "NHWC" | "NCHW";
  readonly dilations: number | [number, number];
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

interface Dilated {
  readonly x: tf.Tensor4D;
  readonly dy: tf.Tensor4D;
  readonly top: number;
  readonly left: number;
  readonly dilation: readonly [number, number];
  readonly reach: readonly [number, number];
}

/**
 * A dilated convolution of stride 1 is a plain one on every `dilation`-th row and column: input and gradient
 * are split into these phases, which become images of a larger batch, and the plain gradient is taken of
 * each.
 */
function phases({ x, dy, top, left, dilation, reach }: Dilated) {
  const [batch, height, width, channels] = x.shape;
  const [down, across] = dilation;
  const [outHeight, outWidth] = [dy.shape[1], dy.shape[2]];
  const extra = [-(outHeight + reach[0]) % down, -(outWidth + reach[1]) % across].map(
    (rest, i) => (rest + (dilation[i] as number)) % (dilation[i] as number),
  );
  const [below, right] = [
    outHeight + reach[0] + (extra[0] as number) - height - top,
    outWidth + reach[1] + (extra[1] as number) - width - left,
  ];
  // Rows that no window reaches lie outside: they are cut, and get a gradient of zero.
  const kept: [number, number] = [height + Math.min(0, below), width + Math.min(0, right)];
  const inner = tf.slice(x, [0, 0, 0, 0], [batch, ...kept, channels]);
  const paddings = [
    [top, Math.max(0, below)],
    [left, Math.max(0, right)],
  ];
  return {
    x: () => tf.spaceToBatchND(inner, [down, across], paddings),
    dy: () =>
      tf.spaceToBatchND(
        dy,
        [down, across],
        [
          [0, extra[0] as number],
          [0, extra[1] as number],
        ],
      ),
    shape: [
      batch * down * across,
      (kept[0] + top + Math.max(0, below)) / down,
      (kept[1] + left + Math.max(0, right)) / across,
      channels,
    ] as [number, number, number, number],
    joined: (gradient: tf.Tensor4D): tf.Tensor4D =>
      tf.pad(tf.batchToSpaceND(gradient, [down, across], paddings), [
        [0, 0],
        [0, height - kept[0]],
        [0, width - kept[1]],
        [0, 0],
      ]),
  };
}

const pairOf = (value: number | readonly [number, number]): readonly [number, number] =>
  typeof value === "number" ? [value, value] : value;

function dilatedPhases(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  dy: tf.Tensor4D,
  { strides, pad, dilations, dimRoundingMode }: Attributes,
  depthwise: boolean,
) {
  const explicit =
    typeof pad === "number"
      ? ([
          [0, 0],
          [pad, pad],
          [pad, pad],
          [0, 0],
        ] as tf.backend_util.ExplicitPadding)
      : pad;
  const info = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, strides, dilations, explicit, dimRoundingMode, depthwise);
  const dilation = pairOf(dilations);
  const reach = [(filter.shape[0] - 1) * dilation[0], (filter.shape[1] - 1) * dilation[1]] as const;
  return phases({ x, dy, top: info.padInfo.top, left: info.padInfo.left, dilation, reach });
}

const PLAIN = { strides: [1, 1], pad: "valid", dilations: [1, 1], dataFormat: "NHWC", dimRoundingMode: undefined };

function run(kernel: string, inputs: tf.NamedTensorMap, attributes: object): tf.Tensor4D {
  return tf.engine().runKernel(kernel, inputs, attributes as tf.NamedAttrMap);
}

/** Wraps the gradient of TensorFlow.js, which stands where nothing is dilated. */
function dilated(kernelName: string, names: { readonly input: string; readonly filter: string }, depthwise: boolean): tf.GradConfig {
  const upstream = tf.getGradient(kernelName);
  return {
    kernelName,
    inputsToSave: ["x", "filter"],
    gradFunc: (dy, saved, attrs) => {
      const attributes = attrs as unknown as Attributes;
      if (pairOf(attributes.dilations ?? 1).every((step) => step === 1) || attributes.dataFormat === "NCHW")
        return upstream.gradFunc(dy, saved, attrs);
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const split = dilatedPhases(x, filter, dy as tf.Tensor4D, attributes, depthwise);
      return {
        x: () => split.joined(run(names.input, { dy: split.dy(), filter }, { ...PLAIN, inputShape: split.shape })),
        filter: () => run(names.filter, { x: split.x(), dy: split.dy() }, { ...PLAIN, filterShape: filter.shape }),
      };
    },
  };
}

/**
 * Convolutions that are dilated, and the transposed convolution over three axes: TensorFlow.js has no
 * gradient for them.
 */
export const convolutionGradients = (): readonly tf.GradConfig[] => [
  dilated("Conv2D", { input: "Conv2DBackpropInput", filter: "Conv2DBackpropFilter" }, false),
  dilated("DepthwiseConv2dNative", { input: "DepthwiseConv2dNativeBackpropInput", filter: "DepthwiseConv2dNativeBackpropFilter" }, true),
  {
    kernelName: "Conv3DBackpropInputV2",
    inputsToSave: ["dy", "filter"],
    gradFunc: (upstream, saved, attrs) => {
      const [input, filter] = saved as [tf.Tensor5D, tf.Tensor5D];
      const { strides, pad } = attrs as unknown as { strides: [number, number, number]; pad: "valid" | "same" };
      const outer = upstream as tf.Tensor5D;
      return {
        dy: () => tf.conv3d(outer, filter, strides, pad),
        filter: () => tf.engine().runKernel("Conv3DBackpropFilterV2", { x: outer, dy: input }, { strides, pad, filterShape: filter.shape }),
      };
    },
  },
];
