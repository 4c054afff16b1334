/**
 * The iterations after which Auto-PGD looks back (Croce and Hein 2020, Section 3): w_j = ⌈p_j · iterations⌉
 * with p₀ = 0, p₁ = 0.22 and p_{j+1} = p_j + max(p_j − p_{j−1} − 0.03, 0.06).
 *
 * @returns for each checkpoint the number of iterations since the one before
 */
export function checkpoints(iterations: number): ReadonlyMap<number, number> {
  const periods = new Map<number, number>();
  // In hundredths, which stay exact.
  let [before, now, last] = [0, 22, 0];
  while (now <= 100) {
    const at = Math.ceil((now * iterations) / 100);
    if (at > last) periods.set(at, at - last);
    last = at;
    [before, now] = [now, now + Math.max(now - before - 3, 6)];
  }
  return periods;
}
