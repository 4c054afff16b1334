import { Random } from "@disentangle/core";
import type { Architecture, Classifier, NamedTensors } from "@disentangle/core";
import { batchNorm, convolution, flatten, linear, network, relu } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { architectureLaws } from "../src/index.ts";
import type { ArchitectureSubject, Law } from "../src/index.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

const layers = [convolution({ channels: 3, kernel: 3, pad: 1 }), batchNorm(), relu(), flatten(), linear(3)];

const sound: Architecture = { id: "sound", build: (io, random) => network(layers, io, random) };

function subject(architecture: Architecture): ArchitectureSubject {
  return { architecture, image: [4, 5, 1], classes: 3 };
}

/** The sound architecture with some of its classifiers' abilities replaced. */
function mutant(change: (classifier: Classifier) => Partial<Classifier>): Architecture {
  return {
    id: "mutant",
    build: (io, random) => {
      const classifier = sound.build(io, random);
      return { ...classifier, ...change(classifier) };
    },
  };
}

/** One whose logits come out changed, in every mode. */
function altered(change: (logits: tf.Tensor2D, images: tf.Tensor4D) => tf.Tensor2D): Architecture {
  return mutant((classifier) => ({ logits: (images, mode) => tf.tidy(() => change(classifier.logits(images, mode), images)) }));
}

/** One whose logits come out changed once it is frozen. */
function refrozen(change: (logits: tf.Tensor2D) => tf.Tensor2D): Architecture {
  return mutant((classifier) => ({
    freeze: () => {
      const frozen = classifier.freeze();
      return { ...frozen, classify: (images) => tf.tidy(() => change(frozen.classify(images))) };
    },
  }));
}

function withWrongGradient(logits: tf.Tensor2D, gradient: (dy: tf.Tensor) => tf.Tensor): tf.Tensor2D {
  return tf.customGrad((x) => ({ value: tf.clone(x as tf.Tensor2D), gradFunc: gradient }))(logits);
}

function lawAbout(words: string): Law<ArchitectureSubject> {
  const found = architectureLaws.filter(({ promise }) => promise.includes(words));
  expect(found).toHaveLength(1);
  return found[0] as Law<ArchitectureSubject>;
}

/** Built of stored weights, with new ones where they are missing or do not fit. */
function filled(io: Parameters<Architecture["build"]>[0], stored: NamedTensors): Classifier {
  const classifier = sound.build(io, Random.seeded(1));
  for (const [name, variable] of Object.entries(classifier.state())) {
    const value = stored[name];
    if (value?.shape.join() === variable.shape.join()) variable.assign(tf.clone(value));
  }
  return classifier;
}

let builds = 0;

interface Mutant {
  /** The law it breaks, in words of its promise. */
  readonly breaks: string;
  /** What it does wrong. */
  readonly how: string;
  /** What the law says about it. */
  readonly seen: RegExp;
  readonly architecture: Architecture;
}

const mutants: readonly Mutant[] = [
  {
    breaks: "logits are finite",
    how: "gives a column too many",
    seen: /shape \[6, 4\]/,
    architecture: altered((logits) => tf.concat([logits, tf.slice(logits, [0, 0], [-1, 1])], 1)),
  },
  {
    breaks: "logits are finite",
    how: "takes the logarithm of its logits",
    seen: /not finite/,
    architecture: altered((logits) => tf.log(logits)),
  },
  {
    breaks: "evaluation is deterministic",
    how: "evaluates with the mean of the batch",
    seen: /alone and in a batch/,
    architecture: altered((logits, images) => tf.sub(logits, tf.mean(images))),
  },
  {
    breaks: "evaluation is deterministic",
    how: "adds noise",
    seen: /between two calls/,
    architecture: altered((logits) => tf.add(logits, tf.randomNormal(logits.shape))),
  },
  {
    breaks: "training updates the running statistics",
    how: "updates them in evaluation",
    seen: /Evaluation changed norm1\/mean/,
    architecture: mutant((classifier) => ({ logits: (images) => classifier.logits(images, "train") })),
  },
  {
    breaks: "training updates the running statistics",
    how: "never updates them",
    seen: /Training changed nothing/,
    architecture: mutant((classifier) => ({ logits: (images) => classifier.logits(images, "eval") })),
  },
  {
    breaks: "gradients reach every parameter",
    how: "does not use a parameter",
    seen: /gradient of spare is zero or missing/,
    architecture: mutant((classifier) => ({ parameters: () => ({ ...classifier.parameters(), spare: tf.variable(tf.ones([2])) }) })),
  },
  {
    breaks: "a training step has finite gradients",
    how: "has gradients of the wrong sign",
    seen: /took the loss from/,
    architecture: altered((logits) => withWrongGradient(logits, (dy) => tf.neg(dy))),
  },
  {
    breaks: "a frozen classifier computes",
    how: "shifts the frozen logits",
    seen: /Logits frozen and in evaluation differ/,
    architecture: refrozen((logits) => tf.add(logits, 1e-2)),
  },
  {
    breaks: "a frozen classifier computes",
    how: "hides the gradient from attacks",
    seen: /Gradients frozen and in evaluation differ/,
    architecture: refrozen((logits) => withWrongGradient(logits, (dy) => tf.zerosLike(dy))),
  },
  {
    breaks: "a frozen classifier is a copy",
    how: "freezes by reference",
    seen: /changed when the classifier did/,
    architecture: mutant((classifier) => ({
      freeze: () => ({ classes: 3, classify: (images) => classifier.logits(images, "eval"), [Symbol.dispose]: () => {} }),
    })),
  },
  {
    breaks: "the same seed gives the same bytes",
    how: "draws its own seed",
    seen: /Two classifiers of one seed differ in conv1\/kernel/,
    architecture: { id: "unseeded", build: (io) => sound.build(io, Random.seeded(builds++)) },
  },
  {
    breaks: "the same seed gives the same bytes",
    how: "ignores the seed",
    seen: /two seeds are equal/,
    architecture: { id: "deaf", build: (io) => sound.build(io, Random.seeded(1)) },
  },
  {
    breaks: "the state holds every parameter",
    how: "forgets a parameter in its state",
    seen: /lacks the parameter conv1\/kernel/,
    architecture: mutant((classifier) => ({
      state: () => Object.fromEntries(Object.entries(classifier.state()).filter(([name]) => name !== "conv1/kernel")),
    })),
  },
  {
    breaks: "built again of its stored state",
    how: "draws whatever it is given",
    seen: /stored state it differs in conv1\/kernel/,
    architecture: { id: "forgetful", build: (io) => sound.build(io, Random.seeded(1)) },
  },
  {
    breaks: "refuses stored weights",
    how: "draws what is missing",
    seen: /missing it gave .* in place of a Fault/,
    architecture: {
      id: "lenient",
      build: (io, initial) => (typeof initial["fork"] === "function" ? sound.build(io, initial) : filled(io, initial as NamedTensors)),
    },
  },
  {
    breaks: "every tensor is freed",
    how: "keeps its logits",
    seen: /left 1 tensors behind/,
    architecture: altered((logits) => tf.keep(logits).clone()),
  },
  {
    breaks: "every tensor is freed",
    how: "does not free its variables",
    seen: /once disposed of, left \d+ tensors behind/,
    architecture: mutant(() => ({ [Symbol.dispose]: () => {} })),
  },
];

describe("a sound architecture", () => {
  test.each(architectureLaws.map((law) => ({ law, promise: law.promise })))("$promise", async ({ law }) => {
    await law.check(subject(sound));
  });
});

describe("an architecture that", () => {
  test.each(mutants)("$how is caught: $breaks", async ({ breaks, seen, architecture }) => {
    await expect(lawAbout(breaks).check(subject(architecture))).rejects.toThrow(seen);
  });
});
