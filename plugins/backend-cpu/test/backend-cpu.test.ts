import { type Offer, type Scope } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import plugin from "../src/index.ts";

const [offer] = plugin.offers as readonly [Offer<"backend">];

test("probes without activating, then makes cpu the active backend", async () => {
  const backend = await offer.configure(undefined)({} as Scope);
  expect(await backend.probe()).toMatchObject({ works: true });
  const { name, detail } = await backend.activate();
  expect(name).toBe("cpu");
  expect(tf.getBackend()).toBe("cpu");
  expect(detail["tfjs"]).toBe(tf.version.tfjs);
  expect(tf.tidy(() => tf.add(1, 2).arraySync())).toBe(3);
});

test("refuses options at once, by name", () => {
  expect(() => offer.configure({ threads: 2 })).toThrow(/threads/);
});
