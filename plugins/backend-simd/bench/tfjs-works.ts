import { type Classifier, Random } from "@disentangle/core";
import { Adam, affine, crossEntropy, crossEntropyObjective, imageSpace, lossGradient, misclassified } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { BROUGHT, classify } from "./brought-models.ts";
import { loadPart, pluginFile } from "./parts.ts";
import { CONVOLUTIONS, PRODUCTS, STRIDED } from "./works.ts";

/** A work made ready: does it once, and has its result computed when it returns. */
export type Ready = () => void | Promise<void>;

const BATCH = 100;
const IO = { image: [28, 28, 1], classes: 10 } as const;
const uniform = (shape: number[], seed: number): tf.Tensor => tf.randomUniform(shape, 0, 1, "float32", seed);
const images = (count: number): tf.Tensor4D => uniform([count, 28, 28, 1], 1) as tf.Tensor4D;
const classes = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i % IO.classes);
const build = async (id: string): Promise<Classifier> => (await loadPart("architecture", id)).build(IO, Random.seeded(1));

/** Reads one value of a result, which the backend must have finished then. */
function settle(compute: () => tf.Tensor): void {
  tf.tidy(() => tf.slice(compute().flatten(), 0, 1).dataSync());
}

/** How each work is done with tfjs, whatever the backend. */
export const tfjsWorks: Readonly<Record<string, () => Ready | Promise<Ready>>> = {
  async forward() {
    const frozen = (await build("cnn")).freeze();
    const x = images(BATCH);
    return () => settle(() => frozen.classify(x));
  },
  async attack() {
    const frozen = (await build("cnn")).freeze();
    const space = imageSpace(images(BATCH));
    const labels = tf.tensor1d(classes(BATCH), "int32");
    const problem = { classify: (x: tf.Tensor4D) => frozen.classify(x), objective: crossEntropyObjective, space, labels };
    return () => settle(() => lossGradient(problem, space.origin).gradient);
  },
  training: () => training("cnn"),
  resnet13: () => training("resnet13"),
  vgg: () => training("vgg"),
  "vae-gan": vaeGan,
  render() {
    const x = images(BATCH);
    const codes = tf.add<tf.Tensor2D>(tf.mul(uniform([BATCH, 6], 2), 0.2), [0, 0, 0, 0, 0.9, 0]);
    return () => settle(() => affine(x, codes));
  },
  async pgd() {
    const frozen = (await build("cnn")).freeze();
    const attack = await loadPart("attack", "pgd-linf", { iterations: 40, mode: "run-through" });
    const batches = Array.from({ length: 10 }, () => imageSpace(images(BATCH)));
    return async () => {
      for (const [batch, space] of batches.entries()) {
        using proposal = await attack.perturb(
          {
            classify: (x) => frozen.classify(x),
            space,
            labels: classes(BATCH),
            samples: Int32Array.from({ length: BATCH }, (_, i) => batch * BATCH + i),
            radius: new Float32Array(BATCH).fill(0.3),
            criterion: misclassified,
            objective: crossEntropyObjective,
          },
          Random.seeded(2),
          new AbortController().signal,
        );
        settle(() => proposal.points);
      }
    };
  },
  ...Object.fromEntries(
    Object.keys(BROUGHT).flatMap((name): [string, () => Promise<Ready>][] => [
      [
        `${name}-forward`,
        async () => {
          const { images: x, run } = await classify(name);
          return () => settle(() => run(x));
        },
      ],
      [
        `${name}-gradient`,
        async () => {
          const { images: x, run } = await classify(name);
          // Of the first class, as attacks take it of a loss.
          const gradient = tf.grad((images: tf.Tensor) => tf.sum(tf.slice(run(images as tf.Tensor4D), [0, 0], [-1, 1])));
          return () => settle(() => gradient(x));
        },
      ],
    ]),
  ),
  ...Object.fromEntries(PRODUCTS.map((side) => [`product-${side}`, () => product(side)])),
  ...Object.fromEntries(
    CONVOLUTIONS.flatMap(({ batch, size, channels }) =>
      Object.entries(
        convolution(`conv-${channels}`, { batch, size, inputs: channels, outputs: channels, kernel: 3, strides: 1, pad: 1, out: size }),
      ),
    ),
  ),
  ...Object.fromEntries(
    STRIDED.flatMap(({ outputs, size, ...shape }) =>
      Object.entries(
        convolution(`strided-${outputs}`, { ...shape, size, outputs, kernel: 6, strides: 2, pad: 2, out: Math.floor(size / 2) }),
      ),
    ),
  ),
};

async function training(architecture: string): Promise<Ready> {
  const classifier = await build(architecture);
  const parameters = classifier.parameters();
  const optimiser = new Adam(parameters);
  const x = images(BATCH);
  const labels = tf.tensor1d(classes(BATCH), "int32");
  const loss = (): tf.Scalar => crossEntropy(classifier.logits(x, "train"), labels).mean();
  return () =>
    settle(() => {
      const { value, grads } = tf.variableGrads(loss, Object.values(parameters));
      optimiser.apply(grads, 0.0095);
      return value;
    });
}

interface Convolution {
  readonly batch: number;
  readonly size: number;
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly strides: number;
  readonly pad: number;
  /** Size of the result. */
  readonly out: number;
}

/** A convolution and its two gradients, by name. */
function convolution(name: string, { batch, size, inputs, outputs, kernel, strides, pad, out }: Convolution): Record<string, () => Ready> {
  const images: [number, number, number, number] = [batch, size, size, inputs];
  const filters: [number, number, number, number] = [kernel, kernel, inputs, outputs];
  const x = (): tf.Tensor4D => uniform(images, 1) as tf.Tensor4D;
  const filter = (): tf.Tensor4D => tf.sub<tf.Tensor4D>(uniform(filters, 2), 0.5);
  const dy = (): tf.Tensor => uniform([batch, out, out, outputs], 3);
  const attributes = { strides, pad, dataFormat: "NHWC", dilations: 1 };
  const gradient =
    (kernelName: string, tensors: tf.NamedTensorMap, more: object): Ready =>
    () =>
      settle(() => tf.engine().runKernel(kernelName, tensors, { ...attributes, ...more }));
  return {
    [`${name}-forward`]() {
      const [images, filters] = [x(), filter()];
      return () => settle(() => tf.conv2d(images, filters, strides, pad));
    },
    [`${name}-input-gradient`]: () => gradient("Conv2DBackpropInput", { dy: dy(), filter: filter() }, { inputShape: images }),
    [`${name}-filter-gradient`]: () => gradient("Conv2DBackpropFilter", { x: x(), dy: dy() }, { filterShape: filters }),
  };
}

/** A step of the three networks of a VAE-GAN, of full width. */
async function vaeGan(): Promise<Ready> {
  const { buildNetwork, NETWORKS } = (await import(pluginFile("manifold", "vae-gan", "networks.ts"))) as VaeGanNetworks;
  const { updateVaeGan } = (await import(pluginFile("manifold", "vae-gan", "step.ts"))) as VaeGanStep;
  const shape = { image: IO.image, size: 10, width: 64 };
  const networks = Object.fromEntries(NETWORKS.map((name) => [name, buildNetwork(name, shape, Random.seeded(1))]));
  const optimisers = Object.fromEntries(NETWORKS.map((name) => [name, new Adam(networks[name]!.parameters())]));
  const [x, noise] = [images(BATCH), tf.randomNormal([BATCH, 10], 0, 1, "float32", 2)];
  return () => settle(() => updateVaeGan(networks, optimisers, x, noise, { beta: 2.75, gamma: 1 }, 0.005)["reconstruction"]!);
}

interface VaeGanNetworks {
  readonly NETWORKS: readonly string[];
  readonly buildNetwork: (name: string, shape: object, initial: Random) => { parameters(): Readonly<Record<string, tf.Variable>> };
}

interface VaeGanStep {
  readonly updateVaeGan: (
    networks: object,
    optimisers: object,
    images: tf.Tensor,
    noise: tf.Tensor,
    weights: object,
    learningRate: number,
  ) => Record<string, tf.Tensor>;
}

function product(side: number): Ready {
  const [a, b] = [uniform([side, side], 1), uniform([side, side], 2)];
  return () => settle(() => tf.matMul(a, b));
}
