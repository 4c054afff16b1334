import { letters, letterSize } from "./face.ts";

const side = 12;
const length = side * side + 1;
const neighbours = 5;
/** Weight of the aspect ratio beside the 144 pixels. */
const aspectWeight = 3;

/**
 * How many letters of each face are told right by their nearest neighbours among the letters of the other
 * families: 10 for a plain face, few for bars, boxes and ornament.
 */
export function legibility(faces: readonly { readonly id: string; readonly pixels: Uint8Array }[]): number[] {
  const features = faces.map((face) => Array.from(letters, (_, index) => describe(letterOf(face.pixels, index))));
  return faces.map((face, row) => {
    const others = features.filter((_, column) => faces[column]!.id !== face.id);
    return features[row]!.filter((feature, letter) => nearestLetter(feature, others) === letter).length;
  });
}

function letterOf(pixels: Uint8Array, index: number): Uint8Array {
  return pixels.subarray(index * letterSize, (index + 1) * letterSize);
}

/**
 * Crops a letter to its ink and resamples it to 12×12 means, scaled to a maximum of 1; the aspect ratio comes
 * last.
 */
function describe(pixels: Uint8Array): Float32Array {
  const most = pixels.reduce((largest, value) => Math.max(largest, value), 0);
  const [left, top, right, bottom] = inkBox(pixels, most / 4);
  const feature = new Float32Array(length);
  const width = (right - left) / side;
  const height = (bottom - top) / side;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      feature[y * side + x] = mean(pixels, left + x * width, top + y * height, width, height) / most;
    }
  }
  feature[side * side] = (aspectWeight * (right - left)) / (right - left + bottom - top);
  return feature;
}

function inkBox(pixels: Uint8Array, threshold: number): [left: number, top: number, right: number, bottom: number] {
  const box: [number, number, number, number] = [28, 28, 0, 0];
  for (const [index, value] of pixels.entries()) {
    if (value <= threshold) continue;
    const x = index % 28;
    const y = (index - x) / 28;
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x + 1);
    box[3] = Math.max(box[3], y + 1);
  }
  return box;
}

/** Mean over a rectangle that may begin and end within pixels. */
function mean(pixels: Uint8Array, left: number, top: number, width: number, height: number): number {
  let sum = 0;
  for (let y = Math.floor(top); y < top + height && y < 28; y++) {
    const tall = Math.min(y + 1, top + height) - Math.max(y, top);
    for (let x = Math.floor(left); x < left + width && x < 28; x++) {
      sum += pixels[y * 28 + x]! * tall * (Math.min(x + 1, left + width) - Math.max(x, left));
    }
  }
  return sum / (width * height);
}

function nearestLetter(feature: Float32Array, others: readonly (readonly Float32Array[])[]): number {
  const nearest = Array.from({ length: neighbours }, () => ({ distance: Infinity, letter: -1 }));
  for (const face of others) {
    for (const [letter, other] of face.entries()) {
      const distance = squaredDistance(feature, other, nearest[neighbours - 1]!.distance);
      if (distance >= nearest[neighbours - 1]!.distance) continue;
      nearest[neighbours - 1] = { distance, letter };
      nearest.sort((first, second) => first.distance - second.distance);
    }
  }
  const votes = Array.from(letters, (_, letter) => nearest.filter((neighbour) => neighbour.letter === letter).length);
  const most = Math.max(...votes);
  return nearest.find((neighbour) => votes[neighbour.letter] === most)!.letter;
}

/** Gives up, with a value of at least `limit`, once the distance cannot be smaller. */
function squaredDistance(first: Float32Array, second: Float32Array, limit: number): number {
  let sum = 0;
  for (let start = 0; start < length && sum < limit; start += 24) {
    const end = Math.min(length, start + 24);
    for (let index = start; index < end; index++) {
      const difference = first[index]! - second[index]!;
      sum += difference * difference;
    }
  }
  return sum;
}
