/** Values of one item of an element-wise kernel; as in assembly/lib/block.ts. */
export const BLOCK = 256;

/** Blocks that hold `size` values. */
export function blockCount(size: number): number {
  return Math.ceil(size / BLOCK);
}
