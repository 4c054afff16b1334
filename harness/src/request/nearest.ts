/**
 * The name most like a mistyped one, in words to be put before the list of all; empty where none comes near.
 */
export function didYouMean(word: string, names: readonly string[]): string {
  const name = nearest(word, names);
  return name === undefined ? "" : `Did you mean "${name}"? `;
}

/** The name most like a mistyped one; undefined where none comes near. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const [first] = names
    .map((name) => ({ name, edits: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ edits, name }) => edits <= Math.max(2, Math.ceil(name.length / 4)) && edits < name.length)
    .toSorted((a, b) => a.edits - b.edits);
  return first?.name;
}

/**
 * Letters to add, leave out, exchange or swap with their neighbour to make one word of another (Damerau's
 * distance).
 */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  const at = (i: number, j: number): number => (i < 0 || j < 0 ? Infinity : (rows[i]?.[j] ?? Infinity));
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(i - 2, j - 2) + 1 : Infinity;
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + same, swapped));
    }
  }
  return at(a.length, b.length);
}
