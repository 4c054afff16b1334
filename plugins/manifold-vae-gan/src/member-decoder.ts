import { gatherRows, type Decoder, type FrozenModule } from "@disentangle/ops";
import * as tf from "@tensorflow/tfjs";

/**
 * Runs each row of a batch through the module it belongs to, one pass for every module that occurs;
 * differentiable in the rows.
 *
 * @param modules one per class, or one for all
 * @param members number of the module of each row. [B]
 */
export function forwardByMember(modules: readonly FrozenModule[], members: Int32Array, rows: tf.Tensor): tf.Tensor {
  const groups = new Map<number, number[]>();
  for (const [row, member] of members.entries()) {
    const group = groups.get(member);
    if (group) group.push(row);
    else groups.set(member, [row]);
  }
  if (groups.size <= 1) return (modules[members[0] ?? 0] as FrozenModule).forward(rows);
  return tf.tidy(() => {
    const order = Int32Array.from([...groups.values()].flat());
    const sorted = gatherRows(rows, order);
    let from = 0;
    const parts = [...groups].map(([member, { length }]) => {
      const part = (modules[member] as FrozenModule).forward(
        tf.slice(sorted, [from, ...rows.shape.slice(1).fill(0)], [length, ...rows.shape.slice(1)]),
      );
      from += length;
      return part;
    });
    const back = new Int32Array(order.length);
    order.forEach((row, position) => (back[row] = position));
    return gatherRows(tf.concat(parts), back);
  });
}

/** The decoder of a batch of mixed classes. The modules stay the caller's. */
export function memberDecoder(modules: readonly FrozenModule[], members: Int32Array): Decoder {
  return {
    decode: (codes) => forwardByMember(modules, members, codes) as tf.Tensor4D,
    select: (rows) =>
      memberDecoder(
        modules,
        Int32Array.from(rows, (row) => members[row] as number),
      ),
    [Symbol.dispose]() {
      // The modules belong to the manifold.
    },
  };
}
