import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { learnIndex, projectOntoSpan } from "../src/index.ts";
import oracle from "./oracle.json" with { type: "json" };
import { context, datasetOf } from "./scene.ts";

beforeAll(async () => void (await tf.setBackend("cpu")));

describe("a projection onto a span is numpy's least squares", () => {
  test.each(Object.entries(oracle.spans))("%s", (_, { vectors, target, projection }) => {
    const actual = projectOntoSpan(Float64Array.from(vectors.flat()), Float64Array.from(target));
    projection.forEach((value, k) => expect(actual[k]).toBeCloseTo(value, 9));
  });
});

test("principal components are numpy's, up to sign, and codes the centred images in them", async () => {
  const { data, directions, variances } = oracle.components;
  const dataset = datasetOf({ train: data, test: [] }, [3, 4, 1]);
  const { tensors, figures } = await learnIndex({ dataset, count: data.length, components: 4 }, context());
  const components = tensors["components"]?.arraySync() as number[][];
  const codes = tensors["codes"]?.arraySync() as number[][];
  const mean = data[0]!.map((_, k) => data.reduce((sum, row) => sum + row[k]!, 0) / data.length);
  directions.forEach((direction, i) => {
    const alike = direction.reduce((sum, value, k) => sum + value * (components[k]?.[i] as number), 0);
    expect(Math.abs(alike)).toBeCloseTo(1, 4);
    const spread = codes.reduce((sum, code) => sum + (code[i] as number) ** 2, 0) / codes.length;
    expect(spread / (variances[i] as number)).toBeCloseTo(1, 4);
    const expected = Math.sign(alike) * direction.reduce((sum, value, k) => sum + value * (data[5]![k]! - mean[k]!), 0);
    expect(codes[5]?.[i]).toBeCloseTo(expected, 3);
  });
  const total = data.reduce((sum, row) => sum + row.reduce((s, value, k) => s + (value - mean[k]!) ** 2, 0), 0) / data.length;
  expect(figures?.["variance explained"]).toBeCloseTo(variances.reduce((a, b) => a + b, 0) / total, 4);
  tf.dispose({ ...tensors });
});
