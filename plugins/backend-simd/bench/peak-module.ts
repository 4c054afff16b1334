/**
 * Accumulators of the loop: enough to hide the latency of a multiply-add, few enough to stay in registers.
 */
const ACCUMULATORS = 12;
const V128 = 0x7b;

/** Floating-point operations of one turn of the loop: multiply and add in four lanes. */
export const OPERATIONS_PER_TURN: number = ACCUMULATORS * 4 * 2;

/** Floating-point operations of one run of one thread: some milliseconds, as much as a kernel takes. */
export const PEAK_OPERATIONS = 1e8;

/**
 * A WebAssembly module, assembled by hand, with one export `spin(turns: i32): f32`: a loop of multiply-adds
 * on registers, that touches no memory. What it reaches is the most any kernel can.
 *
 * @param relaxed whether to use the fused multiply-add of relaxed SIMD; else a multiplication and an addition
 */
export function peakModule(relaxed: boolean): Uint8Array<ArrayBuffer> {
  const [turns, factor, first] = [0, 1, 2];
  const get = (local: number): number[] => [0x20, local];
  const set = (local: number): number[] => [0x21, local];
  const accumulators = Array.from({ length: ACCUMULATORS }, (_, i) => first + i);
  const splat = (value: number): number[] => [0x43, ...new Uint8Array(new Float32Array([value]).buffer), 0xfd, 0x13];
  // Every accumulator tends to a fixed point of its own, so nothing overflows and nothing can be left out.
  const multiplyAdd = (local: number): number[] =>
    relaxed
      ? [...get(local), ...get(factor), ...get(factor), 0xfd, 0x85, 0x02, ...set(local)]
      : [...get(local), ...get(factor), 0xfd, 0xe6, 0x01, ...get(factor), 0xfd, 0xe4, 0x01, ...set(local)];
  const body = [
    [2, 1, V128, ACCUMULATORS, V128],
    [...splat(0.5), ...set(factor)],
    accumulators.flatMap((local, i) => [...splat(i), ...set(local)]),
    [0x03, 0x40],
    accumulators.flatMap(multiplyAdd),
    [...get(turns), 0x41, 1, 0x6b, 0x22, turns, 0x0d, 0, 0x0b],
    get(first),
    accumulators.slice(1).flatMap((local) => [...get(local), 0xfd, 0xe4, 0x01]),
    [0xfd, 0x1f, 0, 0x0b],
  ].flat();
  const sized = (content: number[]): number[] => [...size(content.length), ...content];
  const sections = [
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    [1, ...sized([1, 0x60, 1, 0x7f, 1, 0x7d])],
    [3, ...sized([1, 0])],
    [7, ...sized([1, 4, ...new TextEncoder().encode("spin"), 0, 0])],
    [10, ...sized([1, ...sized(body)])],
  ];
  return new Uint8Array(sections.flat());
}

/** A number in LEB128. */
function size(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...size(value >> 7)];
}
