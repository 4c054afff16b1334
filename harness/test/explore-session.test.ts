import { Fault } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { inWords } from "../explore/worker/in-words.ts";
import { Session } from "../explore/worker/session.ts";
import type { Reply } from "../explore/protocol.ts";

const glyph = { font: 3, label: 1, theta: [0.05, 0, 0.1, 0, 1, 0.2] };

test("what computes for the explorer frees what it makes, stopped or not", async () => {
  const replies: Reply[] = [];
  const session = await Session.open("simd", (reply) => replies.push(reply));
  const signal = new AbortController().signal;
  const once = async (): Promise<number> => {
    await session.train({ kind: "train", size: 50, epochs: 2 }, signal);
    await session.look(glyph);
    await session.attack({ kind: "attack", target: { images: 3 }, iterations: 5, radius: 0.3 }, signal);
    await session.attack({ kind: "attack", target: { glyph }, iterations: 5, radius: 0.3 }, signal);
    return tf.memory().numTensors;
  };
  const held = await once();
  expect(await once()).toBe(held);

  for (const work of [
    (stop: AbortSignal) => session.train({ kind: "train", size: 50, epochs: 50 }, stop),
    (stop: AbortSignal) => session.attack({ kind: "attack", target: { images: 3 }, iterations: 1000, radius: 0.3 }, stop),
  ]) {
    const controller = new AbortController();
    const running = work(controller.signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    await expect(running).rejects.toMatchObject({ code: "aborted" });
    expect(tf.memory().numTensors).toBe(held);
  }

  expect(replies.filter(({ kind }) => kind === "epoch")).not.toHaveLength(0);
  const attacked = replies.filter((reply) => reply.kind === "attacked");
  expect(attacked.map(({ rows }) => rows.length)).toEqual([3, 1, 3, 1]);
});

test("an on-manifold example is the glyph of its own code, and lies within radius and valid range", async () => {
  const replies: Reply[] = [];
  const session = await Session.open("simd", (reply) => replies.push(reply));
  const signal = new AbortController().signal;
  await session.train({ kind: "train", size: 100, epochs: 5 }, signal);
  await session.attack({ kind: "attack", target: { images: 4 }, iterations: 20, radius: 0.2 }, signal);
  const attacked = replies.find((reply) => reply.kind === "attacked");
  const opened = replies.find((reply) => reply.kind === "opened");
  expect(attacked?.rows).toHaveLength(4);
  for (const { glyph, onManifold } of attacked?.rows ?? []) {
    await session.look(onManifold.glyph);
    const looked = replies.findLast((reply) => reply.kind === "looked");
    expect(looked?.probabilities?.indexOf(Math.max(...(looked.probabilities ?? [])))).toBe(onManifold.predicted);
    expect(onManifold.success).toBe(onManifold.predicted !== glyph.label);
    const error = Math.max(...Array.from(onManifold.pixels, (pixel, i) => Math.abs(pixel - (looked?.pixels[i] ?? Number.NaN))));
    expect(error).toBeLessThan(1e-5);
    for (const [i, { lower, upper }] of (opened?.parameters ?? []).entries()) {
      const moved = onManifold.glyph.theta[i] as number;
      expect(Math.abs(moved - (glyph.theta[i] as number))).toBeLessThanOrEqual(0.2 + 1e-6);
      expect(moved).toBeGreaterThanOrEqual(lower - 1e-6);
      expect(moved).toBeLessThanOrEqual(upper + 1e-6);
    }
  }
});

test("a letter is learned, its codes are decoded, glyphs are encoded, and all is freed, stopped or not", async () => {
  const replies: Reply[] = [];
  const session = await Session.open("simd", (reply) => replies.push(reply));
  const { signal } = new AbortController();
  const last = <K extends Reply["kind"]>(kind: K): Extract<Reply, { kind: K }> =>
    replies.findLast((reply): reply is Extract<Reply, { kind: K }> => reply.kind === kind) as Extract<Reply, { kind: K }>;
  await expect(session.decode({ label: 1, code: Array.from({ length: 10 }, () => 0) })).rejects.toThrow(/The letter B is not learned yet/);
  const once = async (): Promise<number> => {
    await session.learn({ kind: "learn", label: 1, images: 50, epochs: 2 }, signal);
    await session.encode(glyph);
    await session.decode(last("encoded").point);
    return tf.memory().numTensors;
  };
  const held = await once();
  expect(await once()).toBe(held);
  expect(last("learnt")).toMatchObject({ label: 1, size: 10, bound: 2 });
  expect(Object.keys(last("learnt").pictures)).toEqual(["reconstructions", "samples", "walks"]);
  const { point, pixels } = last("encoded");
  expect(point.code.every((value) => Math.abs(value) <= 2)).toBe(true);
  await session.look(glyph);
  expect(pixels).toEqual(last("looked").pixels);
  const decoded = last("decoded");
  expect(decoded.pixels).toHaveLength(28 * 28);
  expect(decoded.probabilities).toBeUndefined();
  // Another code of the same letter is another image.
  await session.decode({ ...point, code: point.code.map((value) => value - 1) });
  expect(last("decoded").pixels).not.toEqual(decoded.pixels);

  const controller = new AbortController();
  const running = session.learn({ kind: "learn", label: 1, images: 50, epochs: 100 }, controller.signal);
  setTimeout(() => controller.abort(), 5);
  await expect(running).rejects.toMatchObject({ code: "aborted" });
  expect(tf.memory().numTensors).toBe(held);
  await session.decode(point);
  expect(last("decoded").pixels).toEqual(decoded.pixels);
});

test("errors are told in words that fit a page", () => {
  const lost = new Fault("crashed", "The GPU device was lost.", { mend: "Start the run again: with --backend simd it needs no GPU." });
  expect(inWords(lost)).toEqual({
    code: "crashed",
    message: "The GPU device was lost. Press “Start again”, or choose the other backend.",
  });
  const full = inWords(new Fault("out-of-memory", "The heap is full.", { mend: "Use smaller batches." }));
  expect(full.message).toMatch(/^The heap is full\. Train on fewer images/);
  expect(inWords(new RangeError("Array buffer allocation failed"))).toMatchObject({ code: "out-of-memory" });
  expect(inWords(new TypeError("x is undefined"))).toMatchObject({ code: "crashed" });
  const option = new Fault("bad-option", "There are 950000 images.", { mend: "Ask for fewer." });
  expect(inWords(option)).toEqual({ code: "bad-option", message: "There are 950000 images. Ask for fewer." });
});
