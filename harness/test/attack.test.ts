import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { decodeTensors, encodeTensors, stored, takeTensor } from "@disentangle/artifacts";
import { Fault, Random } from "@disentangle/core";
import { attack, type AttackOptions } from "@disentangle/harness";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { folder, run } from "./command.ts";

const own = folder();
const SIDE = 4;
const PIXELS = SIDE * SIDE;
const COUNT = 40;
const EPSILON = 0.02;
/** Of a linear model of two classes: logits (0, w · x + b), with b such that grey is undecided. */
const random = Random.seeded(3);
const w = Float32Array.from({ length: PIXELS }, () => random.normal());
const b = -0.5 * w.reduce((sum, value) => sum + value, 0);
/** Greys between 0.35 and 0.65: the box is far away at these radii. */
const images = Float32Array.from({ length: COUNT * PIXELS }, () => 0.35 + 0.3 * random.uniform());
const margins = Array.from({ length: COUNT }, (_, i) => w.reduce((sum, value, k) => sum + value * (images[i * PIXELS + k] as number), b));
const labels = Int32Array.from(margins, (margin) => (margin > 0 ? 1 : 0));
/** The smallest radius at which each image falls, in closed form: |w · x + b| / ‖w‖₁. */
const exact = margins.map((margin) => Math.abs(margin) / w.reduce((sum, value) => sum + Math.abs(value), 0));

/** Writes the model with weights of that shape; `swapped` counts its two outputs the other way round. */
async function write(name: string, { swapped = false, softmax = false } = {}): Promise<string> {
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [SIDE, SIDE, 1] }), tf.layers.dense({ units: 2, ...(softmax && { activation: "softmax" }) })],
  });
  const columns = Array.from(w, (value) => (swapped ? [value, 0] : [0, value]));
  model.setWeights([tf.tensor2d(columns), tf.tensor1d(swapped ? [b, 0] : [0, b])]);
  const path = join(own, `${name}.json`);
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs: weights, weightData, format }) => {
      writeFileSync(join(own, `${name}.bin`), Buffer.from(weightData as ArrayBuffer));
      writeFileSync(path, JSON.stringify({ format, modelTopology, weightsManifest: [{ paths: [`${name}.bin`], weights }] }));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    }),
  );
  return path;
}

const data = join(own, "mine.safetensors");
const onnx = join(own, "net.onnx");
const options = (model: string, more: Partial<AttackOptions> = {}): AttackOptions => ({
  model,
  data,
  epsilon: EPSILON,
  attacks: ["pgd-linf:iterations=12"],
  out: join(folder(), "out"),
  backend: "cpu",
  ...more,
});

beforeAll(async () => {
  await tf.setBackend("cpu");
  writeFileSync(onnx, "a model");
  writeFileSync(data, encodeTensors({ images: stored(images, [COUNT, SIDE, SIDE]), labels: stored(labels) }));
});

describe("a linear model from disk", () => {
  let found: Awaited<ReturnType<typeof attack>>;
  beforeAll(async () => {
    found = await attack(options(await write("linear")));
  }, 180_000);

  test("falls where the closed form says, neither more often nor less", () => {
    const within = exact.filter((radius) => radius <= EPSILON).length;
    expect(within).toBeGreaterThan(5);
    expect(within).toBeLessThan(COUNT - 5);
    expect(found.result.clean).toMatchObject({ errors: 0, total: COUNT });
    expect(found.result.attacks[0]).toMatchObject({ attack: "pgd-linf", radius: EPSILON, successes: within, trials: COUNT });
  });

  test("has a smallest radius for each image at or above the closed form, by no more than a step of the sweep", () => {
    const { tensors } = decodeTensors(readFileSync(join(found.folder, found.result.files["pgd-linf"] as string)));
    const smallest = takeTensor(tensors, "smallest", "F32").data;
    const radii = found.result.sweeps[0]?.points.map(({ radius }) => radius) ?? [];
    const samples = [...readFileSync(join(found.folder, "samples.csv"), "utf8").trim().split("\n").entries()].slice(1);
    expect(samples).toHaveLength(COUNT);
    // The dataset shuffles: images are found again by their pixels.
    const points = takeTensor(tensors, "points", "F32").data;
    for (let i = 0; i < COUNT; i++) {
      const point = points.subarray(i * PIXELS, (i + 1) * PIXELS);
      const near = exact.findIndex((_, k) =>
        point.every((value, p) => Math.abs(value - (images[k * PIXELS + p] as number)) <= EPSILON + 1e-6),
      );
      const expected = radii.find((radius) => radius >= (exact[near] as number)) ?? Infinity;
      expect(smallest[i]).toBeCloseTo(expected, 6);
    }
  });

  test("comes with a page and adversarial images that the model takes for the other class", () => {
    const page = readFileSync(join(found.folder, "report", "index.html"), "utf8");
    expect(page).toContain("Attacks on linear.json");
    expect(page).toContain("<svg");
    expect(found.result.examples.length).toBeGreaterThan(0);
    for (const { label, predicted, adversarial } of found.result.examples) {
      expect(predicted).toBe(label);
      expect(adversarial.map((one) => one.predicted)).toEqual([1 - label]);
    }
  });
});

test("the outputs may be named in another order, and a wrong order is told by the clean error", async () => {
  const swapped = await write("swapped", { swapped: true });
  const named = await attack(options(swapped, { classes: ["1", "0"], sweep: false }));
  expect(named.result.clean.errors).toBe(0);
  expect(named.result.warnings).toEqual([]);
  const unnamed = await attack(options(swapped, { sweep: false, images: 20 }));
  expect(unnamed.result.clean.errors).toBe(20);
  expect(unnamed.result.warnings.join()).toMatch(/misclassifies 100\.0 % of the unattacked images\. Check .*--classes/);
});

test("a model with a softmax is seen to return probabilities, and falls as it does without", async () => {
  const { result } = await attack(options(await write("softmax", { softmax: true }), { sweep: false }));
  expect(result.model.outputs).toBe("probabilities");
  expect(result.attacks[0]?.successes).toBe(exact.filter((radius) => radius <= EPSILON).length);
});

test("a model of another range is given what it takes", async () => {
  // 255 x − 0 with weights for [0, 1] is another model; weights divided by 255 make it the same one.
  const model = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [SIDE, SIDE, 1] }), tf.layers.dense({ units: 2 })] });
  model.setWeights([tf.tensor2d(Array.from(w, (value) => [0, value / 255])), tf.tensor1d([0, b])]);
  const path = join(own, "bytes.json");
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs: weights, weightData, format }) => {
      writeFileSync(join(own, "bytes.bin"), Buffer.from(weightData as ArrayBuffer));
      writeFileSync(path, JSON.stringify({ format, modelTopology, weightsManifest: [{ paths: ["bytes.bin"], weights }] }));
      return { modelArtifactsInfo: { dateSaved: new Date(), modelTopologyType: "JSON" } };
    }),
  );
  const { result } = await attack(options(path, { range: [0, 255], sweep: false }));
  expect(result.clean.errors).toBe(0);
  expect(result.attacks[0]?.successes).toBe(exact.filter((radius) => radius <= EPSILON).length);
});

test("on the command line it prints rates and where the page is", async () => {
  const out = join(folder(), "out");
  const model = await write("shell");
  const asked = ["--attack", "pgd-linf:iterations=5,random", "--no-sweep", "--backend", "cpu"];
  const args = ["--model", model, "--data", data, "--epsilon", String(EPSILON), ...asked];
  const { status, stdout, stderr } = await run(["attack", ...args, "--out", out]);
  expect(status, stderr).toBe(0);
  expect(stderr).toMatch(/attack random/);
  expect(stdout).toMatch(/unattacked: 0 of 40 images misclassified/);
  expect(stdout).toMatch(/pgd-linf\s+ε = 0\.02: \d+\.\d % \[.*\] of 40 images/);
  expect(stdout).toContain("report/index.html");
  const { command } = JSON.parse(readFileSync(join(out, "attack.json"), "utf8")) as { command: string };
  const parts = ["--epsilon 0.02", "--attack pgd-linf:iterations=5,random", "--no-sweep", `--data ${data}`, `--model ${model}`];
  for (const part of parts) expect(command).toContain(part);
}, 180_000);

describe("refuses, and says how to mend it:", () => {
  test.each<[string, Partial<AttackOptions>, string, RegExp]>([
    ["no images", { data: undefined }, "contradiction", /Give --data with a folder/],
    ["images twice", { dataset: "fonts" }, "contradiction", /names images twice/],
    ["files that are not there", { model: "nowhere.json", data: "nowhere" }, "bad-option", /--model must .* exists.*--data must .* exists/],
    ["weights that are not there", { model: "nowhere.safetensors" }, "bad-option", /--model must name a file that exists/],
    ["an attack that is not there", { attacks: ["pgd-lnf"] }, "unknown-part", /Did you mean "pgd-linf"/],
    ["the same attack twice", { attacks: ["random", "random"] }, "contradiction", /named twice/],
    ["transfer", { attacks: ["transfer"] }, "contradiction", /needs a second model/],
    ["a radius that bounds nothing", { epsilon: 8 }, "bad-option", /no two images are more than 1 apart in L∞\. .*8\/255 = 0\.0314/],
    ["a radius of 0", { epsilon: 0 }, "bad-option", /--epsilon must be above 0/],
    ["classes that lack one", { classes: ["0", "2"] }, "contradiction", /images of 1, which --classes does not name/],
    ["an architecture for a model.json", { architecture: "cnn" }, "contradiction", /--architecture is for weights/],
    ["ONNX", { model: onnx }, "bad-option", /ONNX.*not supported/],
    ["weights of an unknown network", { model: data }, "bad-option", /does not say which network.*--architecture/],
    ["weights of another network", { model: data, architecture: "cnn" }, "bad-data", /conv1\/kernel is missing/],
  ])("%s", async (_, more, code, message) => {
    const error: unknown = await attack(options(await write("refused"), more)).catch((error: unknown) => error);
    expect(Fault.is(error) ? error.code : error).toBe(code);
    expect((error as Error).message).toMatch(message);
  });
});
