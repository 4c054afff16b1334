import { Fault, type ImageShape, type Initial } from "@disentangle/core";
import {
  batchNorm,
  buildModule,
  convolution,
  flatten,
  type Layer,
  linear,
  type Module,
  relu,
  reshape,
  sigmoid,
  transposedConvolution,
} from "@disentangle/ops";

/** What the networks of a VAE-GAN depend on. */
export interface VaeGanShape {
  readonly image: ImageShape;
  /** Numbers per latent code, Q: 10 in the paper, 25 on CelebA. */
  readonly size: number;
  /** Channels of the level next to the image, doubled at each further one: 64 in the paper. */
  readonly width: number;
}

/** The three networks of a VAE-GAN. */
export interface VaeGan extends Disposable {
  /**
   * Images to mean and log-variance of the code, beside each other: [B, height, width, channels] to [B, 2 ·
   * Q].
   */
  readonly encoder: Module;
  /** Codes to images: [B, Q] to [B, height, width, channels] in (0, 1). */
  readonly decoder: Module;
  /** Images to a logit, positive for real ones: [B, height, width, channels] to [B, 1]. */
  readonly discriminator: Module;
}

/** The networks by name. */
export const NETWORKS = ["encoder", "decoder", "discriminator"] as const;
/** Name of a network of a VAE-GAN. */
export type NetworkName = (typeof NETWORKS)[number];

/** Standard deviation of the weights that start small: convolutions of the encoder, the whole decoder. */
const SMALL = (): number => 0.001;

/**
 * The layers of a network: three levels of maps on 28 × 28 images, four on CelebA's 56 × 48, down to 3 × 3.
 * Convolutions have kernels of 4 and 6, stride 2, and are followed by batch norm and ReLU; mean and
 * log-variance are one linear layer of two times Q numbers.
 *
 * @throws Fault `contradiction` where images are too small for one level
 */
export function layersOf(name: NetworkName, { image, size, width }: VaeGanShape): readonly Layer[] {
  const maps = mapsOf(image);
  const levels = maps.length - 1;
  const channels = (level: number): number => width * 2 ** level;
  const [height, breadth] = maps[levels] as MapSize;
  switch (name) {
    case "encoder":
      return [
        ...range(levels).flatMap((i) => [
          convolution({ channels: channels(i), kernel: 4, stride: 2, pad: 1, deviation: SMALL }),
          batchNorm(),
          relu(),
        ]),
        flatten(),
        linear(2 * size),
      ];
    case "decoder":
      return [
        linear(height * breadth * channels(levels - 1), { deviation: SMALL }),
        reshape([height, breadth, channels(levels - 1)]),
        ...range(levels).flatMap((i) => {
          const from = maps[levels - i] as MapSize;
          const to = maps[levels - i - 1] as MapSize;
          const last = i === levels - 1;
          const outputPadding = [to[0] - 2 * from[0], to[1] - 2 * from[1]] as const;
          const options = { channels: last ? image[2] : channels(levels - 2 - i), kernel: 6, stride: 2, pad: 2, deviation: SMALL };
          return [transposedConvolution({ ...options, outputPadding }), ...(last ? [sigmoid()] : [batchNorm(), relu()])];
        }),
      ];
    case "discriminator":
      return [
        ...range(levels).flatMap((i) => [convolution({ channels: channels(i), kernel: 6, stride: 2, pad: 2 }), batchNorm(), relu()]),
        flatten(),
        linear(10),
        linear(1),
      ];
    default:
      return name satisfies never;
  }
}

/** One network alone: freshly initialised, or with stored weights. */
export function buildNetwork(name: NetworkName, shape: VaeGanShape, initial: Initial): Module {
  return buildModule(layersOf(name, shape), { input: name === "decoder" ? [shape.size] : shape.image }, initial);
}

type MapSize = readonly [height: number, width: number];

/**
 * Sizes of the maps, the image's first: each level halves the one before, downwards rounded, as long as three
 * pixels a side remain.
 */
function mapsOf([height, width]: ImageShape): readonly MapSize[] {
  const levels = Math.floor(Math.log2(Math.min(height, width) / 3));
  if (levels >= 1) return range(levels + 1).map((level) => [Math.floor(height / 2 ** level), Math.floor(width / 2 ** level)]);
  throw new Fault("contradiction", `Images of ${height} × ${width} pixels are too small for a VAE-GAN.`, {
    value: [height, width],
    mend: "Use images of at least 6 pixels a side.",
  });
}

function range(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}
