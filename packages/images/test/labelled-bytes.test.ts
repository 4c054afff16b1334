import { expect, test } from "vitest";
import { checkLabels, encodeIdx, labelledIdx, transposeImages, type IdxFile } from "../src/index.ts";

const file = (name: string, dimensions: readonly number[], values: readonly number[]): IdxFile => ({
  name,
  bytes: encodeIdx({ dimensions, values: Uint8Array.from(values) }),
});
const images = file("images", [2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);

test("images and labels of two files belong together", () => {
  const both = labelledIdx(images, file("labels", [2], [4, 1]));
  expect(both.shape).toEqual([2, 3, 1]);
  expect([...both.labels]).toEqual([4, 1]);
  expect([...both.pixels]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test("transposed, rows are columns", () => {
  const turned = transposeImages(labelledIdx(images, file("labels", [2], [4, 1])));
  expect(turned.shape).toEqual([3, 2, 1]);
  expect([...turned.pixels]).toEqual([1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12]);
});

test.each([
  ["counts that disagree", images, file("labels", [3], [0, 1, 2]), "holds 3 labels where images holds 2 images"],
  ["labels of two dimensions", images, file("labels", [2, 1], [0, 1]), "dimensions are 2 × 1"],
  ["images of one dimension", file("images", [4], [1, 2, 3, 4]), file("labels", [4], [0, 0, 0, 0]), "dimensions are 4"],
  ["images without pixels", file("images", [2, 0, 3], []), file("labels", [2], [0, 1]), "dimensions are 2 × 0 × 3"],
  ["a wrong magic number", { name: "images", bytes: Uint8Array.of(1, 2, 3, 4) }, file("labels", [2], [0, 1]), "images is damaged"],
])("%s are refused", (_, first, second, words) => {
  expect(() => labelledIdx(first, second)).toThrow(expect.objectContaining({ code: "bad-data", message: expect.stringContaining(words) }));
});

test("labels out of range and empty classes are refused by name", () => {
  const classes = ["cat", "dog"];
  expect(() => checkLabels("here", Int32Array.of(0, 1, 1), classes)).not.toThrow();
  expect(() => checkLabels("here", Int32Array.of(0, 2), classes)).toThrow(/Label 2 of image 1 in here/);
  expect(() => checkLabels("here", Int32Array.of(0, -1), classes)).toThrow(/Label -1/);
  expect(() => checkLabels("here", Int32Array.of(0, 0), classes)).toThrow(/no image of dog/);
});
