/** Copies `floats` values, four at a time: up to three beyond the end are read and written. */
@inline
export function copyFloats(to: usize, from: usize, floats: i32): void {
  const end = to + (<usize>floats << 2);
  while (to < end) {
    v128.store(to, v128.load(from));
    to += 16;
    from += 16;
  }
}

/** Zeroes `floats` values, and up to three beyond the end. */
@inline
export function clearFloats(to: usize, floats: i32): void {
  const end = to + (<usize>floats << 2);
  while (to < end) {
    v128.store(to, i32x4.splat(0));
    to += 16;
  }
}
