// How a convolution goes through its batch; the counterpart of assembly/lib/units.ts.

/** Units that a batch of small images is cut into, at least, so that there is work for many threads. */
const UNITS = 16;
/** Rows of a register tile, as in assembly/lib/tiles.ts. */
export const TILE_ROWS = 6;

/**
 * What the windows of a convolution reach. Along each axis grid point g looks at input origin + g · stride
 * and `reach` - 1 beyond.
 */
export interface Reach {
  readonly batch: number;
  readonly channels: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly gridHeight: number;
  readonly gridWidth: number;
  readonly originY: number;
  readonly originX: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly reachY: number;
  readonly reachX: number;
}

/** The cut of a batch into units. It depends on the shapes alone. */
export interface Units {
  readonly count: number;
  /** Most grid points of a unit. */
  readonly points: number;
  /** Bytes of scratch for a frame. */
  readonly frameBytes: number;
  /** Whole arguments 8 to 23 of the kernels. */
  readonly geometry: readonly number[];
}

/**
 * Cuts a batch into units of about `wanted` grid points: enough to fill tiles, few enough for the frame to
 * stay in the second-level cache.
 * `together`: small images are taken so many at a time, or a multiple, for their edges to fill tiles.
 */
export function cutIntoUnits(reach: Reach, wanted: number, together: number): Units {
  const { batch, channels, inputHeight, inputWidth, gridHeight, gridWidth, originY, originX, strideY, strideX, reachY, reachX } = reach;
  const points = gridHeight * gridWidth;
  const fill = Math.min(batch, imagesThatFill(points));
  const share = Math.min(together * Math.ceil(wanted / points / together), Math.floor(batch / UNITS));
  const images = points >= wanted ? 1 : Math.max(1, fill, Math.floor(share / fill) * fill);
  const rows = Math.ceil(gridHeight / Math.max(1, Math.round(points / wanted)));
  const bands = Math.ceil(gridHeight / rows);
  const within = originY >= 0 && originY + (gridHeight - 1) * strideY + reachY <= inputHeight;
  const direct = within && originX >= 0 && originX + (gridWidth - 1) * strideX + reachX <= inputWidth;
  const height = Math.max(0, (rows - 1) * strideY + reachY);
  const width = Math.max(0, (gridWidth - 1) * strideX + reachX);
  const rowBytes = (direct ? inputWidth : width) * channels * 4;
  const imageBytes = (direct ? inputHeight : height) * rowBytes;
  return {
    count: Math.ceil(batch / images) * bands,
    points: images * rows * gridWidth,
    frameBytes: direct ? 64 : Math.ceil((images * imageBytes) / 64) * 64 + 128,
    geometry: [
      batch,
      channels,
      inputHeight,
      inputWidth,
      images,
      bands,
      rows,
      direct ? 1 : 0,
      originY,
      originX,
      strideY,
      strideX,
      height,
      width,
      rowBytes,
      imageBytes,
    ],
  };
}

/**
 * Images of so many points that leave no row of a tile empty; one where their points fill several tiles
 * anyway.
 */
function imagesThatFill(points: number): number {
  if (points >= 4 * TILE_ROWS) return 1;
  let images = 1;
  while ((images * points) % TILE_ROWS !== 0) images++;
  return images;
}

/** Bytes of a table of addresses for `points` points and a tile more. */
export function tableBytes(points: number): number {
  return Math.ceil(((points + TILE_ROWS) * 4) / 64) * 64;
}
