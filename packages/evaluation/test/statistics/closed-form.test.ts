import { expect, test } from "vitest";
import { auc, cliffsDelta, holm, mannWhitneyLess, median, pearson, quantile, regression, spearman, wilson } from "../../src/index.ts";
import { normalQuantile, normalTail } from "../../src/statistics/normal.ts";
import { studentQuantile } from "../../src/statistics/student.ts";

test.each([
  [0, 0.5],
  [1.96, 0.024997895148220435],
  [-1.96, 0.9750021048517795],
  [6, 9.865876450376946e-10],
])("the normal tail beyond %d is %d, as tabulated", (z, tail) => {
  expect(Math.abs(normalTail(z) / tail - 1)).toBeLessThan(2e-7);
});

test("the normal quantile is the tabulated one", () => {
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 6);
  expect(normalQuantile(0.05)).toBeCloseTo(-1.644853627, 6);
});

test.each([
  [1, 12.7062],
  [2, 4.30265],
  [3, 3.18245],
  [4, 2.77645],
  [10, 2.22814],
  [30, 2.04227],
])("Student's 97.5 %% quantile with %d degrees of freedom is %d, as tabulated", (freedom, t) => {
  expect(studentQuantile(0.975, freedom)).toBeCloseTo(t, 4);
  expect(studentQuantile(0.025, freedom)).toBeCloseTo(-t, 4);
});

// Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])("Wilson's interval of %d out of %d is the published one", (successes, total, lower, upper) => {
  const interval = wilson(successes, total);
  expect(interval[0]).toBeCloseTo(lower, 4);
  expect(interval[1]).toBeCloseTo(upper, 4);
});

test("nothing is known of a proportion without trials", () => {
  expect(wilson(0, 0)).toEqual([0, 1]);
});

test("quantiles interpolate as NumPy does, and take infinities", () => {
  expect(quantile([4, 1, 3, 2], 0.25)).toBe(1.75);
  expect(median([3, 1, 2])).toBe(2);
  expect(median([1, Infinity, Infinity])).toBe(Infinity);
  expect(median([0.1, 0.2, Infinity, Infinity])).toBe(Infinity);
  expect(median([])).toBeNaN();
});

test("Pearson and the regression line of Anscombe's first set are the published ones", () => {
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  expect(pearson(x, y)).toBeCloseTo(0.81642, 5);
  expect(regression(x, y).slope).toBeCloseTo(0.50009, 5);
  expect(regression(x, y).intercept).toBeCloseTo(3.00009, 5);
});

test("Spearman of the textbook example (IQ and hours of television) is −29/165", () => {
  const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
  const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
  expect(spearman(iq, hours)).toBeCloseTo(-29 / 165, 12);
});

test("Spearman gives ties their mean rank, and is undefined for constants", () => {
  // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: r = 4.5 / √(4.5 · 5).
  expect(spearman([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
  expect(spearman([1, 1, 1], [1, 2, 3])).toBeNaN();
});

test("Mann-Whitney of the ages at diagnosis in SciPy's documentation: U = 3, p = 0.0557", () => {
  const { u, p } = mannWhitneyLess([20, 11, 17, 12], [19, 22, 16, 29, 24]);
  expect(u).toBe(3);
  expect(p).toBeCloseTo(0.05567344, 6);
});

test("Mann-Whitney corrects for ties", () => {
  // U = 2.5 of 16; ties {2, 2}, {3, 3, 3}: variance = 16/12 · (9 − 30/56).
  const { u, p } = mannWhitneyLess([1, 2, 2, 3], [3, 3, 4, 5]);
  expect(u).toBe(1);
  expect(p).toBeCloseTo(normalTail((8 - 1 - 0.5) / Math.sqrt((16 / 12) * (9 - 30 / 56))), 12);
});

test("Mann-Whitney says nothing where nothing can be said, and the wrong direction is not significant", () => {
  expect(mannWhitneyLess([], [1]).p).toBe(1);
  expect(mannWhitneyLess([2, 2], [2, 2]).p).toBe(1);
  expect(mannWhitneyLess([5, 6, 7, 8], [1, 2, 3, 4]).p).toBeGreaterThan(0.98);
});

test("AUC and Cliff's delta of separated, equal and interleaved numbers", () => {
  expect(auc([3, 4], [1, 2])).toBe(1);
  expect(auc([1, 1], [1, 1])).toBe(0.5);
  expect(auc([1, 3], [2, 4])).toBe(0.25);
  expect(cliffsDelta([1, 3], [2, 4])).toBe(-0.5);
});

test("Holm's correction of the usual example", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});
