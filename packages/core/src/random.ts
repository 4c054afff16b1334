/**
 * Seeded randomness, splittable: {@link Random.fork} gives an independent stream per purpose without drawing
 * from its parent, so adding a draw in one place changes no other, and the stream of a sample does not depend
 * on the batch it travels in.
 *
 * The generator is sfc32 (Chris Doty-Humphrey, PractRand), the key of a stream a 128-bit FNV-like hash with
 * an avalanche at the end.
 */
export class Random {
  readonly #key: Key;
  /**
   * a, b, c and the counter; in an array of whole numbers of 32 bits, as fields that hold such numbers are
   * boxed.
   */
  readonly #state: Int32Array;

  private constructor(key: Key) {
    this.#key = key;
    this.#state = Int32Array.of(key[0] ^ key[3], key[1], key[2], 1);
    for (let i = 0; i < 12; i++) this.bits();
  }

  /** The root stream of a seed (any finite number). */
  static seeded(seed: number): Random {
    return new Random(absorb([0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef], String(seed)));
  }

  /**
   * An independent stream named by its purpose: the same purpose gives the same stream, whatever was drawn
   * here before.
   */
  fork(...purpose: readonly (string | number)[]): Random {
    let key = this.#key;
    for (const part of purpose) key = absorb(key, typeof part === "number" ? `#${part}` : `$${part}`);
    return new Random(key);
  }

  /** 32 uniform bits, as a signed integer. */
  bits(): number {
    const state = this.#state;
    const b = state[1] as number;
    const c = state[2] as number;
    const counter = state[3] as number;
    const sum = ((state[0] as number) + b + counter) | 0;
    state[0] = b ^ (b >>> 9);
    state[1] = (c + (c << 3)) | 0;
    state[2] = (((c << 21) | (c >>> 11)) + sum) | 0;
    state[3] = (counter + 1) | 0;
    return sum;
  }

  /** Uniform in [0, 1), 53 bits. */
  uniform(): number {
    return ((this.bits() >>> 5) * 0x4000000 + (this.bits() >>> 6)) / 0x20000000000000;
  }

  /**
   * Standard normal (Box-Muller; both values of a pair are drawn, one is used, so that every draw is alike).
   */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Uniform integer in [0, below). */
  integer(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /**
   * Draws `size` of `size` rows with replacement and counts them: adds to `counts[start + row]` how often
   * each row was drawn. One draw of 32 bits a row, whose bias (size / 2³²) is far below what thousands of
   * draws can show. The state stays in registers meanwhile: the bootstrap spends its time here.
   */
  resample(counts: Int32Array, start: number, size: number): void {
    const state = this.#state;
    let a = state[0] as number;
    let b = state[1] as number;
    let c = state[2] as number;
    let counter = state[3] as number;
    const scale = size / 0x100000000;
    for (let draw = 0; draw < size; draw++) {
      const sum = (a + b + counter) | 0;
      counter = (counter + 1) | 0;
      a = b ^ (b >>> 9);
      b = (c + (c << 3)) | 0;
      c = (((c << 21) | (c >>> 11)) + sum) | 0;
      const row = start + (((sum >>> 0) * scale) | 0);
      counts[row] = (counts[row] as number) + 1;
    }
    state[0] = a;
    state[1] = b;
    state[2] = c;
    state[3] = counter;
  }

  /** A uniform permutation of 0 … size − 1 (Fisher-Yates). */
  permutation(size: number): Int32Array {
    const order = Int32Array.from({ length: size }, (_, i) => i);
    for (let i = size - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      [order[i], order[j]] = [order[j] as number, order[i] as number];
    }
    return order;
  }
}

type Key = readonly [number, number, number, number];

/** Mixes a purpose into a key, then lets every bit of the key influence every other. */
function absorb(key: Key, text: string): Key {
  let [a, b, c, d] = key;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = b ^ Math.imul(a ^ code, 597399067);
    b = c ^ Math.imul(b ^ code, 2869860233);
    c = d ^ Math.imul(c ^ code, 951274213);
    d = a ^ Math.imul(d ^ code, 2716044179);
  }
  a = Math.imul(c ^ (a >>> 18), 597399067);
  b = Math.imul(d ^ (b >>> 22), 2869860233);
  c = Math.imul(a ^ (c >>> 17), 951274213);
  d = Math.imul(b ^ (d >>> 19), 2716044179);
  a ^= b ^ c ^ d;
  return [a | 0, (b ^ a) | 0, (c ^ a) | 0, (d ^ a) | 0];
}
