/**
 * A stretch of addresses, free or in use; linked to its neighbours by address and, while free, to its bin.
 */
interface Block {
  start: number;
  size: number;
  free: boolean;
  before: Block | undefined;
  after: Block | undefined;
  binBefore: Block | undefined;
  binAfter: Block | undefined;
}

/** Every block starts at a multiple of this many bytes. */
export const ALIGNMENT = 64;

/**
 * Sizes are rounded up to one of 16 steps per power of two, so that what is freed fits the next request of
 * its kind.
 */
const STEPS_LOG2 = 4;
const STEPS = 1 << STEPS_LOG2;

/** The bin of a size in units of {@link ALIGNMENT}, by its power of two and the bits below. */
function binOf(units: number): number {
  const log2 = 31 - Math.clz32(units);
  if (log2 <= STEPS_LOG2) return units;
  return (log2 - STEPS_LOG2) * STEPS + (units >>> (log2 - STEPS_LOG2));
}

/** `bytes` rounded up to a size that a bin holds exactly. */
export function roundSize(bytes: number): number {
  const units = Math.max(1, Math.ceil(bytes / ALIGNMENT));
  const log2 = 31 - Math.clz32(units);
  const grain = log2 <= STEPS_LOG2 ? 1 : 2 ** (log2 - STEPS_LOG2);
  return Math.ceil(units / grain) * grain * ALIGNMENT;
}

/**
 * Hands out addresses in [start, end): segregated fit, neighbours joined when freed, all in constant time but
 * for a walk over empty bins. Keeps no data in the memory it manages.
 */
export class Allocator {
  readonly #bins: (Block | undefined)[] = [];
  readonly #used = new Map<number, Block>();
  #last: Block | undefined;
  #end: number;
  #bytesUsed = 0;

  /** @param start - The first address, a multiple of 64; `end` likewise. */
  constructor(start: number, end: number) {
    this.#end = start;
    this.extend(end);
  }

  /** Bytes in use, rounding included. */
  get bytesUsed(): number {
    return this.#bytesUsed;
  }

  /** Blocks in use. */
  get blocksUsed(): number {
    return this.#used.size;
  }

  /** How many more bytes the managed range needs at its end before a request for `bytes` surely fits. */
  shortfall(bytes: number): number {
    const spare = this.#last?.free === true ? this.#last.size : 0;
    return Math.max(0, roundSize(bytes) - spare);
  }

  /** The address of `bytes` fresh bytes, or `undefined` when no free block holds them. */
  allocate(bytes: number): number | undefined {
    const size = roundSize(bytes);
    let block: Block | undefined;
    for (let bin = binOf(size / ALIGNMENT); bin < this.#bins.length && block === undefined; bin++) block = this.#bins[bin];
    if (block === undefined) return undefined;
    this.#unlink(block);
    if (block.size > size) this.#split(block, size);
    block.free = false;
    this.#used.set(block.start, block);
    this.#bytesUsed += block.size;
    return block.start;
  }

  /** Gives back what {@link allocate} returned. */
  free(address: number): void {
    let block = this.#used.get(address);
    if (block === undefined) throw new RangeError(`Address ${address} is not in use.`);
    this.#used.delete(address);
    this.#bytesUsed -= block.size;
    block.free = true;
    if (block.after?.free === true) {
      this.#unlink(block.after);
      this.#join(block, block.after);
    }
    if (block.before?.free === true) {
      this.#unlink(block.before);
      this.#join(block.before, block);
      block = block.before;
    }
    this.#link(block);
  }

  /** Moves the end of the managed range up to `end`. */
  extend(end: number): void {
    const added = end - this.#end;
    if (added <= 0) return;
    const block: Block = {
      start: this.#end,
      size: added,
      free: true,
      before: this.#last,
      after: undefined,
      binBefore: undefined,
      binAfter: undefined,
    };
    if (this.#last) this.#last.after = block;
    this.#end = end;
    const last = this.#last;
    this.#last = block;
    if (last?.free === true) {
      this.#unlink(last);
      this.#join(last, block);
      this.#link(last);
    } else {
      this.#link(block);
    }
  }

  #split(block: Block, size: number): void {
    const rest: Block = {
      start: block.start + size,
      size: block.size - size,
      free: true,
      before: block,
      after: block.after,
      binBefore: undefined,
      binAfter: undefined,
    };
    if (block.after) block.after.before = rest;
    else this.#last = rest;
    block.after = rest;
    block.size = size;
    this.#link(rest);
  }

  /** `left` swallows its neighbour `right`; neither is in a bin. */
  #join(left: Block, right: Block): void {
    left.size += right.size;
    left.after = right.after;
    if (right.after) right.after.before = left;
    else this.#last = left;
  }

  #link(block: Block): void {
    const bin = binOf(block.size / ALIGNMENT);
    while (this.#bins.length <= bin) this.#bins.push(undefined);
    const first = this.#bins[bin];
    block.binBefore = undefined;
    block.binAfter = first;
    if (first) first.binBefore = block;
    this.#bins[bin] = block;
  }

  #unlink(block: Block): void {
    if (block.binBefore) block.binBefore.binAfter = block.binAfter;
    else this.#bins[binOf(block.size / ALIGNMENT)] = block.binAfter;
    if (block.binAfter) block.binAfter.binBefore = block.binBefore;
  }
}
