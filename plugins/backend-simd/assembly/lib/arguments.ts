/** The `index`-th whole number (or pointer) of a kernel's arguments. */
@inline
export function int(args: usize, index: i32): i32 {
  return load<i32>(args + ((<usize>index) << 2));
}

/** The `index`-th pointer of a kernel's arguments. */
@inline
export function pointer(args: usize, index: i32): usize {
  return load<usize>(args + ((<usize>index) << 2));
}

/** The `index`-th real number of a kernel's arguments. */
@inline
export function float(args: usize, index: i32): f32 {
  return load<f32>(args + ((<usize>index) << 2), 128);
}
