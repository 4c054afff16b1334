import { type Codes, Fault, latentSpaceName, type Manifold, type NamedTensors, type Protocol, type Rows } from "@disentangle/core";
import { type FrozenModule, latentSpace } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { KnownCodes } from "./known-codes.ts";
import { labelsKept } from "./labels-kept.ts";
import { posteriorOf } from "./losses.ts";
import { forwardByMember, memberDecoder } from "./member-decoder.ts";
import { buildNetwork, type VaeGanShape } from "./networks.ts";
import { projectRows } from "./project-rows.ts";

/** What a learned manifold is assembled from. */
export interface VaeGanParts {
  readonly id: string;
  readonly shape: VaeGanShape;
  /** What the lessons returned: one per class, or one for all. They stay the caller's. */
  readonly lessons: readonly NamedTensors[];
  readonly protocol: Protocol;
  /** Default radius of the ball around codes; that of the norm where absent. */
  readonly radius?: number | undefined;
  /** Of a projection; see the options. */
  readonly starts: number;
  readonly iterations: number;
}

/** Coordinates of valid codes under `paper`, and of codes that count under `reference`, are at most this. */
const BOUND = 2;

/**
 * The manifold that VAE-GANs learned: what the decoder of a class makes of valid codes. Codes are posterior
 * means. Under `paper` valid codes lie in [−2, 2], and means outside are moved to the border; under
 * `reference` in the range of the codes of the split, all classes pooled, and only examples whose own code
 * lies inside ±2 count.
 *
 * @throws Fault `bad-data` where lessons are of other networks
 */
export function vaeGanManifold(parts: VaeGanParts): Manifold {
  const { id, shape, lessons, protocol, starts, iterations } = parts;
  const known = new KnownCodes(lessons, shape.size);
  const freeze = (name: "encoder" | "decoder", lesson: NamedTensors): FrozenModule => {
    const prefix = `${name}/`;
    const own = Object.entries(lesson).filter(([key]) => key.startsWith(prefix));
    using module = buildNetwork(name, shape, Object.fromEntries(own.map(([key, tensor]) => [key.slice(prefix.length), tensor])));
    return module.freeze();
  };
  const coders = { encoders: lessons.map((one) => freeze("encoder", one)), decoders: lessons.map((one) => freeze("decoder", one)) };
  const members = (classes: Int32Array): Int32Array => (lessons.length === 1 ? new Int32Array(classes.length) : classes);
  const boxOf = (split: Rows["split"]): readonly [Float32Array, Float32Array] =>
    protocol === "reference" ? known.range(split) : [new Float32Array(shape.size).fill(-BOUND), new Float32Array(shape.size).fill(BOUND)];
  // As a lesson encoded them, or else here: a row of a batch has the same code whatever batch it travels in.
  const meansOf = (rows: Rows): tf.Tensor2D =>
    known.of(rows) ?? tf.tidy(() => posteriorOf(forwardByMember(coders.encoders, members(rows.labels), rows.images)).mean);
  // Valid codes: outside of the box there are none, so the nearest inside stand for those that the encoder
  // puts there.
  const encode = (rows: Rows): tf.Tensor2D => {
    const [lower, upper] = boxOf(rows.split);
    return tf.tidy(() => tf.maximum(tf.minimum(meansOf(rows), upper), lower));
  };
  const codes: Codes = {
    size: shape.size,
    encode,
    space(rows) {
      const [lower, upper] = boxOf(rows.split);
      const own = encode(rows);
      const made = latentSpace({
        codes: own,
        lower,
        upper,
        decoder: memberDecoder(coders.decoders, members(rows.labels)),
        name: latentSpaceName(id),
      });
      own.dispose();
      return made;
    },
    keepsLabel: (points, images, rows, signal) => labelsKept(coders, encode, points, images, rows, signal),
    ...(lessons.length === 1 && { tellsLabels: false as const }),
    ...(parts.radius !== undefined && { radius: () => parts.radius }),
    ...(protocol === "reference" && { counts: (rows: Rows) => tf.tidy(() => insideBound(meansOf(rows))) }),
  };
  return {
    id,
    exact: false,
    codes,
    async project(images, rows, random, signal, classes = rows.labels) {
      if (images.shape[0] !== rows.indices.length) {
        throw new Fault("contradiction", `${images.shape[0]} images came with ${rows.indices.length} examples.`, {
          value: images.shape,
          mend: "Give one example per image: the one it was made from.",
        });
      }
      const [lower, upper] = boxOf(rows.split).map((bound) => tf.tensor2d(bound, [1, shape.size])) as [tf.Tensor2D, tf.Tensor2D];
      try {
        const streams = Array.from(rows.indices, (index) => random.fork("projection", rows.split, index));
        return await projectRows({ ...coders, images, members: members(classes), streams, lower, upper, starts, iterations, signal });
      } finally {
        tf.dispose([lower, upper]);
      }
    },
    [Symbol.dispose]() {
      known[Symbol.dispose]();
      for (const module of [...coders.encoders, ...coders.decoders]) module[Symbol.dispose]();
    },
  };
}

function insideBound(codes: tf.Tensor2D): Uint8Array {
  return Uint8Array.from(tf.lessEqual(tf.max(tf.abs(codes), 1), BOUND).dataSync());
}
