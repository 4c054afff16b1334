import { misclassified, targeted, type LossName } from "../src/index.ts";
import { LOSSES, LOSS_NAMES, objectiveFor } from "../src/losses.ts";
import type { Objective } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";

beforeAll(() => tf.setBackend("cpu"));

/** Loss and gradient in the logits. */
function at(objective: Objective, logits: readonly number[], label: number, target?: number): { loss: number; gradient: number[] } {
  return tf.tidy(() => {
    const [labels, targets] = [label, target].map((one) => (one === undefined ? undefined : tf.tensor1d([one], "int32")));
    const loss = (x: tf.Tensor): tf.Tensor => tf.sum(objective.loss(x as tf.Tensor2D, labels as tf.Tensor1D, targets));
    const { value, grad } = tf.valueAndGrad(loss)(tf.tensor2d([[...logits]]));
    return { loss: value.dataSync()[0] as number, gradient: [...grad.dataSync()] };
  });
}

const logits: readonly number[] = [2, 0.5, 1.5, -1, 0];

describe("in closed form", () => {
  test("the targeted DLR is (Z_y − Z_t) / (Z_π1 − (Z_π3 + Z_π4) / 2)", () => {
    expect(at(LOSSES["targeted-dlr"], logits, 0, 3).loss).toBeCloseTo(3 / (2 - (0.5 + 0) / 2), 5);
    expect(at(LOSSES["targeted-dlr"], [4, 1, 2], 1, 0).loss).toBeCloseTo(-3 / (4 - 1), 5);
    expect(at(LOSSES["targeted-dlr"], [4, 1], 0, 1).loss).toBeCloseTo(3, 5);
  });

  test("the difference of logits goes to the target, or to the largest other", () => {
    expect(at(LOSSES["logit-difference"], logits, 0, 3)).toEqual({ loss: 3, gradient: [1, 0, 0, -1, 0] });
    expect(at(LOSSES["logit-difference"], logits, 0).loss).toBeCloseTo(0.5, 5);
  });

  test("MIFPE is cross-entropy of logits whose largest two differ by one, and ignores scale and shift", () => {
    const scaled = logits.map((logit) => logit / 0.5);
    const sum = scaled.reduce((total, logit) => total + Math.exp(logit), 0);
    expect(at(LOSSES.mifpe, logits, 0).loss).toBeCloseTo((scaled[0] as number) - Math.log(sum), 5);
    const sure = logits.map((logit) => 1000 * logit + 3);
    expect(at(LOSSES.mifpe, sure, 0).loss).toBeCloseTo(at(LOSSES.mifpe, logits, 0).loss, 3);
    // Where cross-entropy has no gradient left in float32, this one has.
    expect(Math.max(...at(LOSSES["cross-entropy"], sure, 0).gradient.map(Math.abs))).toBe(0);
    expect(Math.max(...at(LOSSES.mifpe, sure, 0).gradient.map(Math.abs))).toBeGreaterThan(1e-4);
  });
});

test("the gradient of the targeted DLR is the one of finite differences", () => {
  const { gradient } = at(LOSSES["targeted-dlr"], logits, 0, 3);
  for (const [i, slope] of gradient.entries()) {
    const [up, down] = [0.01, -0.01].map((shift) => at(LOSSES["targeted-dlr"], logits.with(i, (logits[i] as number) + shift), 0, 3).loss);
    expect(((up as number) - (down as number)) / 0.02).toBeCloseTo(slope, 2);
  }
});

test("a problem's own loss is the one given; others turn round where a class is to be reached", () => {
  const own: Objective = { id: "own", loss: (x) => tf.sum(x, 1) };
  expect(objectiveFor("given", { objective: own, criterion: misclassified })).toBe(own);
  for (const name of LOSS_NAMES.filter((one): one is Exclude<LossName, "given"> => one !== "given")) {
    expect(objectiveFor(name, { objective: own, criterion: misclassified })).toBe(LOSSES[name]);
    const reach = objectiveFor(name, { objective: own, criterion: targeted });
    expect(at(reach, logits, 1).loss).toBeCloseTo(-at(LOSSES[name], logits, 1).loss, 6);
  }
});
