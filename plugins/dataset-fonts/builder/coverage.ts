import type { Segment } from "./flatten.ts";

/**
 * Fine pixels per pixel and side: contours that overlap are clamped on this finer grid, so that their edges
 * do not add up.
 */
const finer = 4;

/**
 * How much of each pixel lies inside the contours, 0 to 1, row by row: the area to the right of every
 * segment, signed by its direction, summed up along each row. Exact for contours that do not overlap; where
 * they do, right except in fine pixels that two edges share.
 *
 * @param segments closed contours in pixels, y down, in either direction.
 */
export function coverage(segments: readonly Segment[], width: number, height: number): Float64Array {
  const fine = fineCoverage(segments, width * finer, height * finer);
  const result = new Float64Array(width * height);
  for (let y = 0; y < height * finer; y++) {
    for (let x = 0; x < width * finer; x++) {
      const to = Math.floor(y / finer) * width + Math.floor(x / finer);
      result[to]! += fine[y * width * finer + x]! / (finer * finer);
    }
  }
  return result;
}

function fineCoverage(segments: readonly Segment[], width: number, height: number): Float64Array {
  const changes = new Float64Array((width + 1) * height);
  for (const [x0, y0, x1, y1] of segments) addSegment(changes, width, height, x0 * finer, y0 * finer, x1 * finer, y1 * finer);
  const result = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    let sum = 0;
    for (let x = 0; x < width; x++) {
      sum += changes[y * (width + 1) + x]!;
      result[y * width + x] = Math.min(1, Math.abs(sum));
    }
  }
  return result;
}

/** Cuts a segment into rows. */
function addSegment(changes: Float64Array, width: number, height: number, x0: number, y0: number, x1: number, y1: number): void {
  if (y0 === y1) return;
  const down = y0 < y1;
  const [topX, topY, bottomX, bottomY] = down ? [x0, y0, x1, y1] : [x1, y1, x0, y0];
  const slope = (bottomX - topX) / (bottomY - topY);
  const lastRow = Math.min(height, Math.ceil(bottomY));
  for (let row = Math.max(0, Math.floor(topY)); row < lastRow; row++) {
    const from = Math.max(row, topY);
    const to = Math.min(row + 1, bottomY);
    if (to <= from) continue;
    const xFrom = topX + (from - topY) * slope;
    const xTo = topX + (to - topY) * slope;
    addRowPiece(changes, row * (width + 1), width, xFrom, xTo, down ? to - from : from - to);
  }
}

/** Cuts what runs within one row into columns; `rise` is its signed height. */
function addRowPiece(changes: Float64Array, row: number, width: number, xFrom: number, xTo: number, rise: number): void {
  const left = Math.min(xFrom, xTo);
  const right = Math.max(xFrom, xTo);
  for (let column = Math.floor(left); column <= right; column++) {
    const from = Math.max(column, left);
    const to = Math.min(column + 1, right);
    const share = right === left ? rise : rise * ((to - from) / (right - left));
    if (column < 0) {
      changes[row]! += share;
    } else if (column < width) {
      // The pixel is covered from the middle of the piece to its own right edge, the next ones wholly.
      const outside = (from + to) / 2 - column;
      changes[row + column]! += share * (1 - outside);
      changes[row + column + 1]! += share * outside;
    }
  }
}
