/**
 * Something every contender is asked to do. Plain data: what it computes is in `tfjs-works.ts` and in
 * `torch_bench.py` and its like; works that these do not know they leave out.
 */
export interface Work {
  readonly name: string;
  readonly title: string;
  /** Floating-point operations of one time, where a share of the peak is wanted. */
  readonly operations?: number;
  /** Images of one time, where time per image is wanted. */
  readonly images?: number;
  /** Timed runs per round, and rounds. */
  readonly runs: number;
  readonly rounds: number;
  /** Whether it needs the models of `--models`. */
  readonly brought?: boolean;
  /** Contenders that are left out, and why. */
  readonly without?: Readonly<Record<string, string>>;
}

const NO_FILTER_GRADIENT = "has no gradient of filters";
const TOO_SLOW = "would take many minutes";

/** A convolution of 3 × 3 with as many channels in as out, stride 1, same size. */
export interface ConvolutionShape {
  readonly batch: number;
  readonly size: number;
  readonly channels: number;
}

/** The shapes of convolutions, as in ResNet-13 on 28 × 28 images. */
export const CONVOLUTIONS: readonly ConvolutionShape[] = [
  { batch: 32, size: 28, channels: 64 },
  { batch: 32, size: 14, channels: 128 },
  { batch: 32, size: 7, channels: 256 },
];

/** A convolution of 6 × 6, stride 2 and padding 2. */
export interface StridedShape {
  readonly batch: number;
  readonly size: number;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * Convolutions of the paper's VAE-GAN on 28 × 28 images: of the discriminator; the gradient in the images is
 * the decoder's transposed convolution.
 */
export const STRIDED: readonly StridedShape[] = [
  { batch: 100, size: 14, inputs: 64, outputs: 128 },
  { batch: 100, size: 7, inputs: 128, outputs: 256 },
];

/** Sides of the square matrix products. */
export const PRODUCTS: readonly number[] = [256, 1024];

const PARTS = ["forward", "input gradient", "filter gradient"] as const;
const onlyForward = (part: string): NonNullable<Work["without"]> => ({
  cpu: TOO_SLOW,
  ...(part !== "forward" && { wasm: part === "filter gradient" ? NO_FILTER_GRADIENT : "forward only" }),
});

const convolutionWorks = CONVOLUTIONS.flatMap(({ batch, size, channels }): Work[] =>
  PARTS.map((part) => ({
    name: `conv-${channels}-${part.replace(" ", "-")}`,
    title: `convolution 3 × 3, ${channels} channels, ${batch} × ${size} × ${size}: ${part}`,
    operations: 2 * batch * size * size * channels * channels * 9,
    runs: 2,
    rounds: 6,
    without: onlyForward(part),
  })),
);

const stridedWorks = STRIDED.flatMap(({ batch, size, inputs, outputs }): Work[] =>
  PARTS.map((part) => ({
    name: `strided-${outputs}-${part.replace(" ", "-")}`,
    title: `convolution 6 × 6, stride 2, ${inputs} to ${outputs} channels, ${batch} × ${size} × ${size}: ${part}`,
    operations: 2 * batch * Math.floor(size / 2) ** 2 * inputs * outputs * 36,
    runs: 1,
    rounds: 6,
    without: onlyForward(part),
  })),
);

/** Pretrained models, one of `tf.layers` and one graph model. */
const broughtWorks = [
  { name: "mobilenet", title: "MobileNetV2 (nsfwjs), 8 images of 224 × 224 × 3", images: 8 },
  { name: "emotion", title: "emotion (human), 40 images of 64 × 64", images: 40 },
].flatMap(({ name, title, images }): Work[] =>
  ["forward", "gradient"].map((part) => ({
    name: `${name}-${part}`,
    title: `${title}: ${part === "forward" ? part : "gradient in the images"}`,
    images,
    runs: 1,
    rounds: 5,
    brought: true,
    without: { cpu: TOO_SLOW, ...(part === "gradient" && { wasm: "forward only" }) },
  })),
);

/** All works, in the order they are done. */
export const WORKS: readonly Work[] = [
  { name: "forward", title: "the paper's CNN, forward, batch 100", runs: 10, rounds: 10 },
  {
    name: "attack",
    title: "the paper's CNN, attack step (gradient in the images), batch 100",
    runs: 10,
    rounds: 10,
    without: { wasm: "forward only" },
  },
  {
    name: "training",
    title: "the paper's CNN, training step (Adam), batch 100",
    runs: 10,
    rounds: 10,
    without: { wasm: NO_FILTER_GRADIENT },
  },
  { name: "render", title: "FONTS, 100 images rendered", runs: 10, rounds: 10 },
  {
    name: "pgd",
    title: "PGD L∞ run through, 40 iterations, 1000 images",
    images: 1000,
    runs: 1,
    rounds: 3,
    without: { cpu: TOO_SLOW, wasm: "forward only" },
  },
  {
    name: "resnet13",
    title: "ResNet-13, training step, batch 100",
    runs: 1,
    rounds: 3,
    without: { cpu: TOO_SLOW, wasm: NO_FILTER_GRADIENT },
  },
  { name: "vgg", title: "VGG, training step, batch 100", runs: 1, rounds: 3, without: { cpu: TOO_SLOW, wasm: NO_FILTER_GRADIENT } },
  {
    name: "vae-gan",
    title: "the paper's VAE-GAN, step of its three networks, batch 100",
    runs: 1,
    rounds: 3,
    without: { cpu: TOO_SLOW, wasm: NO_FILTER_GRADIENT },
  },
  ...PRODUCTS.map((side): Work => ({
    name: `product-${side}`,
    title: `matrix product ${side} × ${side} × ${side}`,
    operations: 2 * side ** 3,
    runs: 3,
    rounds: 8,
    ...(side > 500 ? { without: { cpu: TOO_SLOW } } : {}),
  })),
  ...convolutionWorks,
  ...stridedWorks,
  ...broughtWorks,
];
