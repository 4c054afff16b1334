/**
 * Values of one item of an element-wise kernel; arrays are allocated in whole cache lines, so the last block
 * may write a few values more.
 */
export const BLOCK: i32 = 256;
