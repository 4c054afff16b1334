import { type Attack, type LearningState, Random, type Strategy } from "@disentangle/core";
import { crossEntropy, LINF, projectedDescent } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { batchRows } from "../src/batch-rows.ts";
import { standardStrategies, train } from "../src/index.ts";
import { attackOf, classifier, faultOf, NORMAL, numbers, sides, training } from "./scene.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
  await tf.ready();
});

const ALL: readonly Strategy[] = standardStrategies("paper", [
  { id: "fonts", exact: true },
  { id: "vae-gan", exact: false },
]);

function strategy(id: string): Strategy {
  return ALL.find((candidate) => candidate.id === id) as Strategy;
}

/** Proposes the random start alone. */
function idle(): Attack {
  return projectedDescent("idle", LINF, { iterations: 0, learningRate: 1, keep: "first", scaling: "row" });
}

/** A state whose tensors outlive the training. */
function copy(state: LearningState): LearningState {
  const tensors = Object.entries(state.tensors).map(
    ([name, tensor]) => [name, tf.tensor(tensor.dataSync().slice(), tensor.shape)] as const,
  );
  return { ...state, tensors: Object.fromEntries(tensors) };
}

describe("training", () => {
  test("lowers the loss, and learns to tell the classes apart", async () => {
    using examples = sides(100);
    using model = classifier();
    const { loss: losses } = await train(training({ classifier: model, examples, epochs: 6 }));
    expect(losses).toHaveLength(6);
    expect(losses[5]).toBeLessThan(0.5 * (losses[0] as number));
    const wrong = tf.tidy(() =>
      model.logits(examples.images, "eval").argMax(1).notEqual(tf.tensor1d(examples.labels, "int32")).sum().arraySync(),
    );
    expect(wrong).toBeLessThan(5);
  });

  test.each(ALL)("follows $id: same seed same bytes, another seed others, no tensor left", async ({ id }) => {
    using examples = sides(30);
    const run = async (seed: number): Promise<readonly number[]> => {
      using model = classifier();
      const before = tf.memory().numTensors;
      const { loss: losses } = await train(
        training({ classifier: model, examples, strategy: strategy(id), epochs: 1, random: Random.seeded(seed) }),
      );
      expect(tf.memory().numTensors).toBe(before);
      expect(losses.every(Number.isFinite)).toBe(true);
      return [...losses, ...numbers(model)];
    };
    const first = await run(1);
    expect(await run(1)).toEqual(first);
    expect(await run(2)).not.toEqual(first);
  });

  test("goes through every image once an epoch, in a fresh order, and wraps the last batch", async () => {
    using examples = sides(50);
    const seen: number[][] = [];
    const watching: Attack = {
      id: "watching",
      norm: LINF,
      bounded: true,
      perturb: (problem, random, signal) => {
        seen.push([...problem.samples]);
        return attackOf().perturb(problem, random, signal);
      },
    };
    using model = classifier();
    await train(
      training({ classifier: model, examples, strategy: strategy("regular-adversarial-full"), epochs: 2, attackOf: () => watching }),
    );
    expect(seen.map((batch) => batch.length)).toEqual([20, 20, 20, 20, 20, 20]);
    for (const epoch of [seen.slice(0, 3), seen.slice(3)]) {
      const order = epoch.flat();
      expect(order.slice(0, 50).toSorted((a, b) => a - b)).toEqual([...examples.indices]);
      expect(order.slice(50)).toEqual(order.slice(0, 10));
    }
    expect(seen[3]).not.toEqual(seen[0]);
  });

  test("attacks the last half of a 50/50 batch with its own labels, and averages the two halves' losses", async () => {
    using examples = sides(20);
    using model = classifier();
    using untrained = classifier();
    const attacked: { samples: number[]; labels: number[]; images: tf.Tensor4D }[] = [];
    const inverting: Attack = {
      id: "inverting",
      norm: LINF,
      bounded: true,
      perturb: ({ space, samples, labels }) => {
        const points = tf.tidy(() => tf.sub(1, space.origin));
        attacked.push({ samples: [...samples], labels: [...labels], images: tf.tidy(() => space.render(points)) });
        const none = new Int32Array(labels.length);
        return Promise.resolve({
          points,
          iterations: none,
          gradients: none,
          forwards: none,
          zeroGradients: none,
          [Symbol.dispose]: () => points.dispose(),
        });
      },
    };
    const { loss: losses } = await train(
      training({ classifier: model, examples, strategy: strategy("regular-adversarial"), epochs: 1, attackOf: () => inverting }),
    );
    const order = [...Random.seeded(3).fork("permutation", 0).permutation(20)];
    expect(attacked).toHaveLength(1);
    const [half] = attacked as [(typeof attacked)[0]];
    expect(half.samples).toEqual(order.slice(10).map((row) => examples.indices[row]));
    expect(half.labels).toEqual(order.slice(10).map((row) => examples.labels[row]));
    const expected = tf.tidy(() => {
      const clean = tf.gather(examples.images, order.slice(0, 10));
      const logits = untrained.logits(tf.concat([clean, half.images]), "train");
      const perSample = crossEntropy(
        logits,
        tf.tensor1d(
          order.map((row) => examples.labels[row] as number),
          "int32",
        ),
      );
      return (Number(perSample.slice(0, 10).mean().arraySync()) + Number(perSample.slice(10).mean().arraySync())) / 2;
    });
    expect(losses[0]).toBeCloseTo(expected, 5);
  });

  test("attacks the classifier in eval mode, as it stands", async () => {
    using examples = sides(20);
    using model = classifier();
    const differences: number[] = [];
    const comparing: Attack = {
      id: "comparing",
      norm: LINF,
      bounded: true,
      perturb: (problem, random, signal) => {
        differences.push(
          tf.tidy(() => problem.classify(examples.images).sub(model.logits(examples.images, "eval")).abs().max().arraySync() as number),
        );
        return attackOf().perturb(problem, random, signal);
      },
    };
    await train(training({ classifier: model, examples, strategy: strategy("regular-adversarial"), epochs: 3, attackOf: () => comparing }));
    expect(differences).toHaveLength(3);
    expect(Math.max(...differences)).toBeLessThan(1e-5);
  });

  test("makes two updates per batch where a strategy has two steps, and means the loss over both", async () => {
    using examples = sides(40);
    const run = async (id: string): Promise<readonly [steps: number, loss: number]> => {
      using model = classifier();
      let count = 0;
      const checkpoint = {
        load: () => Promise.resolve(undefined),
        save: ({ json }: LearningState) =>
          Promise.resolve(void (count = (json as unknown as { steps: { classifier: number } }).steps.classifier)),
      };
      // Nothing is attacked and nothing learnt, so only the number of terms can tell the losses apart.
      const strategyAtRest = {
        id,
        steps: strategy(id).steps.map((groups) => groups.map((group) => ({ ...group, ...(group.attack && { radius: 0 }) }))),
      };
      const schedule = { initial: 0, decay: 1, floor: 0 };
      const { loss: losses } = await train(
        training({ classifier: model, examples, strategy: strategyAtRest, attackOf: idle, epochs: 1, checkpoint, schedule }),
      );
      return [count, losses[0] as number];
    };
    const [plainSteps, plainLoss] = await run("normal");
    const [steps, loss] = await run("random-noise");
    expect([plainSteps, steps]).toEqual([2, 4]);
    expect(loss / plainLoss).toBeGreaterThan(0.8);
    expect(loss / plainLoss).toBeLessThan(1.25);
  });
});

describe("a training that is interrupted", () => {
  test("continues bit-equal to one that was not", async () => {
    using examples = sides(50);
    const shared = { examples, strategy: strategy("regular-adversarial"), epochs: 4 };
    using whole = classifier();
    const uninterrupted = await train(training({ ...shared, classifier: whole }));

    let saved: LearningState | undefined;
    const stop = new AbortController();
    const checkpoint = {
      load: () => Promise.resolve(saved && copy(saved)),
      save: (state: LearningState) => Promise.resolve(void (saved = copy(state))),
    };
    using first = classifier();
    const onBatch = ({ epoch, batch }: { epoch: number; batch: number }): void => void (epoch === 2 && batch === 1 && stop.abort());
    expect((await faultOf(train(training({ ...shared, classifier: first, checkpoint, onBatch, signal: stop.signal })))).code).toBe(
      "aborted",
    );
    expect(saved?.json).toMatchObject({ curves: { loss: [expect.any(Number), expect.any(Number)] } });

    using second = classifier(77);
    const before = tf.memory().numTensors;
    const resumed = await train(training({ ...shared, classifier: second, checkpoint: { ...checkpoint, save: () => Promise.resolve() } }));
    expect(tf.memory().numTensors).toBe(before);
    expect(resumed).toEqual(uninterrupted);
    expect(numbers(second)).toEqual(numbers(whole));
  });

  test("stops within one step and frees all it made", async () => {
    using examples = sides(100);
    using model = classifier();
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    let batches = 0;
    const onBatch = (): void => {
      batches++;
      if (batches === 2) stop.abort();
    };
    const fault = await faultOf(
      train(training({ classifier: model, examples, strategy: strategy("combined"), onBatch, signal: stop.signal })),
    );
    expect(fault.code).toBe("aborted");
    expect(batches).toBe(2);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("refuses a checkpoint of another classifier", async () => {
    using examples = sides(20);
    using model = classifier();
    const state: LearningState = { json: { curves: { loss: [1] }, steps: { classifier: 1 } }, tensors: {} };
    const checkpoint = { load: () => Promise.resolve(state), save: () => Promise.resolve() };
    expect((await faultOf(train(training({ classifier: model, examples, checkpoint })))).code).toBe("bad-data");
  });
});

describe("a training that goes wrong", () => {
  test("names the epoch in which the loss stopped being finite, and frees all it made", async () => {
    using examples = sides(20);
    using model = classifier();
    const before = tf.memory().numTensors;
    const broken = { ...examples, images: tf.tidy(() => tf.zeros<tf.Rank.R4>([20, 6, 6, 1]).add<tf.Tensor4D>(Number.NaN)) };
    const fault = await faultOf(train(training({ classifier: model, examples: broken })));
    broken.images.dispose();
    expect(fault.code).toBe("not-finite");
    expect(fault.message).toContain("epoch 1");
    expect(tf.memory().numTensors).toBe(before);
  });

  test("frees all it made where the attack throws", async () => {
    using examples = sides(20);
    using model = classifier();
    const before = tf.memory().numTensors;
    const failing: Attack = { ...attackOf(), perturb: () => Promise.reject(new Error("no idea")) };
    const run = train(training({ classifier: model, examples, strategy: strategy("on-manifold"), attackOf: () => failing }));
    await expect(run).rejects.toThrow("no idea");
    expect(tf.memory().numTensors).toBe(before);
  });

  test.each([
    ["epochs", Number.NaN],
    ["epochs", -1],
    ["epochs", 1.5],
    ["batch", Number.NaN],
    ["batch", 0],
    ["batch", 2.5],
  ] as const)("refuses to train with %s of %s", async (name, value) => {
    using examples = sides(20);
    using model = classifier();
    const fault = await faultOf(train(training({ classifier: model, examples, strategy: NORMAL, [name]: value })));
    expect(fault.code).toBe("bad-option");
    expect(fault.message).toContain(String(value));
  });

  test("refuses to train on nothing", async () => {
    using some = sides(20);
    using model = classifier();
    const examples = { ...some, labels: new Int32Array(), indices: new Int32Array() };
    expect((await faultOf(train(training({ classifier: model, examples, strategy: NORMAL })))).code).toBe("bad-option");
  });
});

test("250 images make three batches of 100, the last one wrapped", () => {
  const permutation = Random.seeded(1).permutation(250);
  const batches = [0, 1, 2].map((batch) => [...batchRows(permutation, batch, 100)]);
  expect(batches.map((rows) => rows.length)).toEqual([100, 100, 100]);
  expect(batches.flat()).toEqual([...permutation, ...permutation.subarray(0, 50)]);
});

test("fewer images than a batch are repeated", () => {
  expect([...batchRows(Int32Array.of(2, 0, 1), 0, 7)]).toEqual([2, 0, 1, 2, 0, 1, 2]);
});
