/**
 * Ends and middle of the colours of a difference, those of the report: darker is blue, unchanged near white,
 * lighter red.
 */
const BLUE = [33, 102, 171];
const WHITE = [247, 247, 247];
const RED = [179, 23, 43];

/** Draws an image of 28 · 28 values in [0, 1], ink white, on a canvas of that size. */
export function drawImage(canvas: HTMLCanvasElement, pixels: Float32Array): void {
  draw(canvas, pixels, (value) => {
    const grey = Math.round(255 * value);
    return [grey, grey, grey];
  });
}

/**
 * Draws (x̃ − x) / max |x̃ − x| as in Figure 2 of the paper.
 *
 * @returns max |x̃ − x|
 */
export function drawDifference(canvas: HTMLCanvasElement, original: Float32Array, changed: Float32Array): number {
  const change = changed.map((value, i) => value - (original[i] as number));
  const largest = change.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  draw(canvas, change, (value) => {
    const share = largest === 0 ? 0 : value / largest;
    const end = share < 0 ? BLUE : RED;
    return WHITE.map((white, i) => white + Math.abs(share) * ((end[i] as number) - white));
  });
  return largest;
}

function draw(canvas: HTMLCanvasElement, values: Float32Array, colour: (value: number) => readonly number[]): void {
  const { width, height } = canvas;
  const data = new ImageData(width, height);
  for (const [i, value] of values.entries()) data.data.set([...colour(value), 255], 4 * i);
  canvas.getContext("2d")?.putImageData(data, 0, 0);
}
