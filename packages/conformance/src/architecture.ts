import { Fault } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { describe, test } from "vitest";
import {
  BATCH,
  build,
  changed,
  disturb,
  energy,
  law,
  outliving,
  randomImages,
  relativeDifference,
  relativeDistance,
  sameBytes,
  snapshot,
} from "./architecture-scene.ts";
import type { ArchitectureSubject } from "./architecture-scene.ts";
import { demand } from "./law.ts";
import type { Law } from "./law.ts";

export type { ArchitectureSubject } from "./architecture-scene.ts";

/** Largest difference of logits that counts as rounding, relative to the largest logit (at least 1). */
const TOLERANCE = 1e-4;

/**
 * Largest relative L2 distance of gradients that counts as rounding. Looser, since rounding may carry a
 * number over the kink of a ReLU: a ResNet with a million of them per image was seen at 8e-3 in the worst
 * pixel.
 */
const GRADIENT_TOLERANCE = 1e-2;

/** What every architecture promises, on the active backend. */
export const architectureLaws: readonly Law<ArchitectureSubject>[] = [
  law("logits are finite, a row per image and a column per class", ({ classifier, images, subject }) => {
    using frozen = classifier.freeze();
    demand(classifier.classes === subject.classes, `A classifier of ${subject.classes} classes says it has ${classifier.classes}.`);
    demand(frozen.classes === subject.classes, `A frozen classifier of ${subject.classes} classes says it has ${frozen.classes}.`);
    for (const [where, logits] of [
      ["train", classifier.logits(images, "train")],
      ["eval", classifier.logits(images, "eval")],
      ["frozen", frozen.classify(images)],
    ] as const) {
      demand(logits.shape.join() === `${BATCH},${subject.classes}`, `Logits (${where}) have shape [${logits.shape.join(", ")}].`);
      demand(logits.dataSync().every(Number.isFinite), `Logits (${where}) are not finite: ${logits.dataSync().join(", ")}.`);
    }
  }),
  law("evaluation is deterministic and does not let images influence each other", ({ classifier, images }) => {
    classifier.logits(images, "train");
    using frozen = classifier.freeze();
    const ways = { eval: (x: tf.Tensor4D) => classifier.logits(x, "eval"), frozen: (x: tf.Tensor4D) => frozen.classify(x) };
    for (const [where, logits] of Object.entries(ways)) {
      const together = logits(images);
      demand(sameBytes(together, logits(images)), `Logits (${where}) of the same images differ between two calls.`);
      const apart = tf.concat(Array.from({ length: BATCH }, (_, i) => logits(tf.slice(images, i, 1))));
      const difference = relativeDifference(together, apart);
      demand(difference <= TOLERANCE, `Logits (${where}) of an image alone and in a batch differ by ${difference}.`);
    }
  }),
  law("training updates the running statistics and nothing else, evaluation updates nothing", ({ classifier, images }) => {
    const start = snapshot(classifier);
    classifier.logits(images, "eval");
    const evaluated = changed(classifier, start);
    demand(evaluated.length === 0, `Evaluation changed ${evaluated.join(", ")}.`);
    classifier.logits(images, "train");
    const trained = changed(classifier, start);
    const statistics = Object.keys(classifier.state()).filter((name) => !(name in classifier.parameters()));
    demand(
      trained.join() === statistics.join(),
      `Training changed ${trained.join(", ") || "nothing"}; the statistics are ${statistics.join(", ")}.`,
    );
  }),
  law("gradients reach every parameter", ({ classifier, images }) => {
    disturb(classifier);
    const { grads } = tf.variableGrads(() => energy(classifier.logits(images, "eval")), Object.values(classifier.parameters()));
    for (const [name, { name: key }] of Object.entries(classifier.parameters())) {
      const values = grads[key]?.dataSync() ?? [];
      demand(
        values.some((value) => value !== 0),
        `The gradient of ${name} is zero or missing.`,
      );
      demand(values.every(Number.isFinite), `The gradient of ${name} is not finite.`);
    }
  }),
  law("a training step has finite gradients and lowers the loss", ({ classifier, images }) => {
    const loss = (): tf.Scalar => energy(classifier.logits(images, "train"));
    const parameters = Object.values(classifier.parameters());
    const { value, grads } = tf.variableGrads(loss, parameters);
    const square = tf.addN(Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)))).dataSync()[0] as number;
    demand(square > 0 && Number.isFinite(square), `The squared norm of the gradient is ${square}.`);
    const [before] = value.dataSync();
    for (const parameter of parameters) {
      const gradient = grads[parameter.name];
      if (gradient) parameter.assign(tf.sub(parameter, tf.mul(gradient, (1e-2 * (before as number)) / square)));
    }
    const [after] = loss().dataSync();
    demand((after as number) < (before as number), `A step of 1 % against the gradient took the loss from ${before} to ${after}.`);
  }),
  law("a frozen classifier computes what evaluation computes, gradients included", ({ classifier, images }) => {
    disturb(classifier);
    for (let i = 0; i < 3; i++) classifier.logits(images, "train");
    using frozen = classifier.freeze();
    const logits = relativeDifference(classifier.logits(images, "eval"), frozen.classify(images));
    demand(logits <= TOLERANCE, `Logits frozen and in evaluation differ by ${logits}.`);
    const gradient = (classify: (x: tf.Tensor4D) => tf.Tensor): tf.Tensor => tf.grad((x) => classify(x as tf.Tensor4D))(images);
    const [expected, actual] = [gradient((x) => classifier.logits(x, "eval")), gradient((x) => frozen.classify(x))];
    const gradients = relativeDistance(expected, actual);
    demand(gradients <= GRADIENT_TOLERANCE, `Gradients frozen and in evaluation differ by ${gradients}.`);
  }),
  law("a frozen classifier is a copy: it outlives later training and the classifier itself", ({ subject, images }) => {
    const classifier = build(subject, 1);
    using frozen = classifier.freeze();
    const before = frozen.classify(images);
    classifier.logits(images, "train");
    disturb(classifier);
    demand(sameBytes(before, frozen.classify(images)), "Logits of a frozen classifier changed when the classifier did.");
    classifier[Symbol.dispose]();
    demand(sameBytes(before, outliving(frozen, images)), "Logits of a frozen classifier changed when the classifier was disposed of.");
  }),
  law("the same seed gives the same bytes, another seed others, under the same names", ({ classifier, subject }) => {
    using again = build(subject, 1);
    using other = build(subject, 2);
    const differing = changed(again, snapshot(classifier));
    demand(differing.length === 0, `Two classifiers of one seed differ in ${differing.join(", ")}.`);
    demand(changed(other, snapshot(classifier)).length > 0, "Classifiers of two seeds are equal.");
    const names = [classifier, again, other].map((one) => Object.keys(one.state()).join(", "));
    demand(new Set(names).size === 1, `Names differ between classifiers: ${names.join(" | ")}.`);
  }),
  law("the state holds every parameter, and only parameters are trainable", ({ classifier }) => {
    const [parameters, state] = [classifier.parameters(), classifier.state()];
    demand(Object.keys(parameters).length > 0, "There are no parameters.");
    for (const [name, parameter] of Object.entries(parameters)) demand(state[name] === parameter, `The state lacks the parameter ${name}.`);
    for (const [name, variable] of Object.entries(state)) {
      demand(variable.trainable === name in parameters, `${name} is ${variable.trainable ? "" : "not "}trainable.`);
    }
    demand(new Set(Object.values(state)).size === Object.keys(state).length, "One variable has two names.");
  }),
  law("is built again of its stored state, which draws nothing, and computes what it computed", ({ classifier, subject, images }) => {
    classifier.logits(images, "train");
    disturb(classifier);
    const stored = Object.fromEntries(
      Object.entries(classifier.state()).map(([name, variable]) => [name, tf.tensor(variable.dataSync().slice(), variable.shape)]),
    );
    using again = subject.architecture.build(subject, stored);
    tf.dispose(stored);
    const differing = changed(again, snapshot(classifier));
    demand(differing.length === 0, `Built of its stored state it differs in ${differing.join(", ")}.`);
    const names = [classifier, again].map((one) => Object.keys(one.state()).join(", "));
    demand(names[0] === names[1], `Built of its stored state it has ${names[1]} in place of ${names[0]}.`);
    demand(
      sameBytes(classifier.logits(images, "eval"), again.logits(images, "eval")),
      "Built of its stored state it has other logits (eval) than before, beyond 0.",
    );
  }),
  law("refuses stored weights that are missing or of another shape, by name, and leaves nothing behind", ({ classifier, subject }) => {
    const stored = classifier.state();
    const [first = ""] = Object.keys(classifier.parameters());
    const { [first]: _, ...rest } = stored;
    const misshapen = { ...rest, [first]: tf.zeros([3, ...(stored[first] as tf.Tensor).shape]) };
    for (const [what, weights] of Object.entries({ missing: rest, "of another shape": misshapen })) {
      const before = tf.memory().numTensors;
      const error = refusal(() => subject.architecture.build(subject, weights));
      demand(Fault.is(error, "bad-data"), `With ${first} ${what} it gave ${String(error)} in place of a Fault "bad-data".`);
      demand(error.message.includes(first), `With ${first} ${what} it says: ${error.message}`);
      const left = tf.memory().numTensors - before;
      demand(left === 0, `Refusing weights left ${left} tensors behind.`);
    }
  }),
  {
    promise: "every tensor is freed, or returned",
    check: async (subject) => {
      const start = tf.memory().numTensors;
      const images = randomImages(subject);
      const classifier = build(subject, 1);
      mustLeaveNothing("logits(train)", () => classifier.logits(images, "train"));
      mustLeaveNothing("logits(eval)", () => classifier.logits(images, "eval"));
      mustLeaveNothing("A gradient in the parameters", () => {
        const { value, grads } = tf.variableGrads(() => energy(classifier.logits(images, "train")), Object.values(classifier.parameters()));
        return { value, grads };
      });
      const before = tf.memory().numTensors;
      const frozen = classifier.freeze();
      mustLeaveNothing("classify", () => frozen.classify(images));
      mustLeaveNothing("A gradient of classify", () => tf.grad((x) => frozen.classify(x as tf.Tensor4D))(images));
      frozen[Symbol.dispose]();
      const unfrozen = tf.memory().numTensors - before;
      classifier[Symbol.dispose]();
      images.dispose();
      const left = tf.memory().numTensors - start;
      demand(unfrozen === 0, `A frozen classifier, once disposed of, left ${unfrozen} tensors behind.`);
      demand(left === 0, `A classifier, once disposed of, left ${left} tensors behind.`);
    },
  },
];

/** Registers every law as a test of that architecture, on the backend active when it runs. */
export function testArchitecture(name: string, subject: ArchitectureSubject): void {
  describe(`${name} keeps the contract of an architecture`, () => {
    for (const law of architectureLaws) test(law.promise, () => law.check(subject));
  });
}

/** What that throws; undefined where it returns. */
function refusal(build: () => Disposable): unknown {
  try {
    build()[Symbol.dispose]();
    return undefined;
  } catch (error) {
    return error;
  }
}

function mustLeaveNothing(what: string, make: () => tf.TensorContainer): void {
  const before = tf.memory().numTensors;
  tf.dispose(make());
  const left = tf.memory().numTensors - before;
  demand(left === 0, `${what} left ${left} tensors behind.`);
}
