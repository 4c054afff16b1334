import type { Random } from "@disentangle/core";

/**
 * An order of examples in which every prefix holds the classes in (nearly) their overall shares; within a
 * class the order is random.
 *
 * @param labels class of each example
 * @returns positions in `labels`, each once
 */
export function balancedOrder(labels: ArrayLike<number>, random: Random): Int32Array {
  const byClass = new Map<number, number[]>();
  for (let position = 0; position < labels.length; position++) {
    const label = labels[position] as number;
    const members = byClass.get(label);
    if (members === undefined) byClass.set(label, [position]);
    else members.push(position);
  }
  const placed: { readonly position: number; readonly place: number; readonly tie: number }[] = [];
  for (const label of [...byClass.keys()].toSorted((a, b) => a - b)) {
    const members = random.fork("class", label).permutation(byClass.get(label)!.length);
    const positions = byClass.get(label) as number[];
    // The classes of one round come in an order of their own, so that none is always the last.
    members.forEach((member, i) => {
      placed.push({
        position: positions[member] as number,
        place: (i + 0.5) / positions.length,
        tie: random.fork("tie", label, i).uniform(),
      });
    });
  }
  return Int32Array.from(
    placed.toSorted((a, b) => a.place - b.place || a.tie - b.tie),
    ({ position }) => position,
  );
}
