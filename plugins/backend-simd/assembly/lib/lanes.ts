/** Stores the first `count` lanes (all four where it is larger). */
@inline
export function storeLanes(address: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(address, value);
    return;
  }
  v128.store_lane<f32>(address, value, 0);
  if (count > 1) v128.store_lane<f32>(address, value, 1, 4);
  if (count > 2) v128.store_lane<f32>(address, value, 2, 8);
}
