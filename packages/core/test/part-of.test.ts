import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import {
  DATASET,
  defineManifold,
  definePlugin,
  defineStrategy,
  Fault,
  partOf,
  type Lesson,
  type LearnedManifold,
  type Manifold,
  type Plugin,
} from "../src/index.ts";

beforeAll(() => tf.setBackend("cpu"));

const about = { id: "idle", title: "Idle", summary: "Does nothing." };
const manifest = { name: "idle", version: "1.0.0" };
const width = { "~standard": { validate: (value: unknown) => ({ value: { width: 1, ...(value as object) } }) } };
const plugin: Plugin = definePlugin(
  manifest,
  defineStrategy({
    ...about,
    options: width,
    make: ({ width }, { protocol, seed }) => ({ id: `${protocol} ${seed} ${width}`, steps: [] }),
  }),
  defineManifold({ ...about, make: (_, scope) => scope.get(DATASET) as never }),
);

test("makes the part with its options, and a scope of its own unless one is given", async () => {
  expect((await partOf(plugin, "strategy", { width: 2 })).id).toBe("paper 1 2");
  expect((await partOf(plugin, "strategy", undefined, { protocol: "reference", seed: 7 })).id).toBe("reference 7 1");
});

test("names the kinds there are where the one asked for is missing", async () => {
  const fault = await partOf(plugin, "attack").catch((error: unknown) => error);
  expect(Fault.is(fault, "unknown-part")).toBe(true);
  expect((fault as Fault).message).toBe("idle offers no attack. Ask for one of: strategy/idle, manifold/idle.");
});

test("a part that needs another is told that there is none", async () => {
  await expect(partOf(plugin, "manifold")).rejects.toMatchObject({ code: "unbound" });
});

describe("a part that must be learned", () => {
  /** Two numbers drawn by two lessons, as the id of a manifold. */
  function learning(learn: (lesson: string) => void = () => undefined): Plugin {
    const lesson = (id: string): Lesson => ({
      id,
      cost: 1,
      learn: async ({ random, signal }) => {
        signal.throwIfAborted();
        learn(id);
        return { tensors: { number: tf.scalar(random.integer(1000), "int32") } };
      },
    });
    const learned: LearnedManifold = {
      exact: false,
      lessons: [lesson("first"), lesson("second")],
      assemble: (tensors) => {
        const numbers = [...tensors].map(([id, { number }]) => `${id} ${number?.dataSync()[0]}`);
        return { id: numbers.join(", "), exact: false } as Manifold;
      },
    };
    return definePlugin(manifest, defineManifold({ ...about, make: () => learned }));
  }

  test("is learned lesson by lesson, each by the seed and its own name, and keeps no tensor", async () => {
    const before = tf.memory().numTensors;
    const learned: string[] = [];
    const { id } = await partOf(
      learning((lesson) => learned.push(lesson)),
      "manifold",
    );
    expect(learned).toEqual(["first", "second"]);
    expect(id).toMatch(/^first \d+, second \d+$/);
    expect(new Set(id.match(/\d+/g)).size).toBe(2);
    expect((await partOf(learning(), "manifold")).id).toBe(id);
    expect((await partOf(learning(), "manifold", undefined, { seed: 2 })).id).not.toBe(id);
    expect(tf.memory().numTensors).toBe(before);
  });

  test("passes on what went wrong in a lesson, and keeps no tensor of those before", async () => {
    const before = tf.memory().numTensors;
    const diverging = learning((lesson) => {
      if (lesson === "second") throw new Fault("not-finite", "The loss is NaN.");
    });
    await expect(partOf(diverging, "manifold")).rejects.toMatchObject({ code: "not-finite" });
    expect(tf.memory().numTensors).toBe(before);
  });

  test("stops when the scope's signal says so", async () => {
    await expect(partOf(learning(), "manifold", undefined, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
  });
});
