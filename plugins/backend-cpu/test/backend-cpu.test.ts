import { partOf } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import plugin from "../src/index.ts";

test("probes without activating, then makes cpu the active backend", async () => {
  const backend = await partOf(plugin, "backend");
  expect(await backend.probe()).toMatchObject({ works: true });
  const { name, detail } = await backend.activate();
  expect(name).toBe("cpu");
  expect(tf.getBackend()).toBe("cpu");
  expect(detail["tfjs"]).toBe(tf.version.tfjs);
  expect(tf.tidy(() => tf.add(1, 2).arraySync())).toBe(3);
});

test("refuses options, by name", async () => {
  await expect(partOf(plugin, "backend", { threads: 2 })).rejects.toThrow(/threads/);
});
