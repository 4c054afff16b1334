import { expect, test } from "vitest";
import { cutIntoUnits } from "../src/kernels/units.ts";

test.each([
  [50, 1, 6],
  [50, 2, 3],
  [10, 1, 6],
  [4, 1, 4],
  [200, 1, 12],
])(
  "of %i images with %i² points, units take %i: their points fill register tiles of six rows where there are enough",
  (batch, side, images) => {
    const size = { inputHeight: 8, inputWidth: 8, gridHeight: side, gridWidth: side };
    const window = { originY: 0, originX: 0, strideY: 3, strideX: 3, reachY: 4, reachX: 4 };
    const units = cutIntoUnits({ batch, channels: 4, ...size, ...window }, 48, 1);
    expect(units.geometry[4]).toBe(images);
    expect(units.count).toBe(Math.ceil(batch / images));
    expect(units.points).toBe(images * side * side);
  },
);
