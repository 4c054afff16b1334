import * as tf from "@tensorflow/tfjs";
import { unbroadcast } from "./broadcast.ts";

interface Transposes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * What an input of an Einstein sum contributes: the letters of the result and of the other input lead back to
 * its own.
 */
function back(
  dy: tf.Tensor,
  out: string,
  term: string,
  shape: readonly number[],
  other?: { readonly term: string; readonly of: tf.Tensor },
): tf.Tensor {
  let [letters, gradient] = [out, dy];
  if (other !== undefined) {
    const lonely = Array.from(other.term).flatMap((letter, axis) => (out.includes(letter) || term.includes(letter) ? [] : [axis]));
    const rest = Array.from(other.term)
      .filter((_, axis) => !lonely.includes(axis))
      .join("");
    letters = Array.from(term)
      .filter((letter) => out.includes(letter) || rest.includes(letter))
      .join("");
    gradient = tf.einsum(`${out},${rest}->${letters}`, dy, lonely.length === 0 ? other.of : tf.sum(other.of, lonely));
  }
  // Letters that nothing else has were summed: every element gets the same. Then the order of the input.
  const kept = Array.from(term).filter((letter) => letters.includes(letter));
  const ordered = tf.transpose(
    gradient,
    kept.map((letter) => letters.indexOf(letter)),
  );
  const expanded = tf.reshape(
    ordered,
    Array.from(term).map((letter, axis) => (kept.includes(letter) ? (shape[axis] as number) : 1)),
  );
  return tf.broadcastTo(expanded, [...shape]);
}

/**
 * Matrix products whose batches broadcast, where TensorFlow.js's gradient has the wrong shape, and Einstein
 * sums, where it has none.
 */
export const productGradients: readonly tf.GradConfig[] = [
  {
    kernelName: "BatchMatMul",
    inputsToSave: ["a", "b"],
    gradFunc: (upstream, saved, attrs) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      const { transposeA, transposeB } = attrs as unknown as Transposes;
      const dy = upstream as tf.Tensor;
      const ofA = (): tf.Tensor => (transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB));
      const ofB = (): tf.Tensor => (transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false));
      const fit = (gradient: tf.Tensor, shape: number[]): tf.Tensor =>
        gradient.shape.join() === shape.join() ? gradient : unbroadcast(gradient, shape);
      return { a: () => fit(ofA(), a.shape), b: () => fit(ofB(), b.shape) };
    },
  },
  {
    kernelName: "Einsum",
    saveAllInputs: true,
    gradFunc: (dy, saved, attrs) => {
      const { equation } = attrs as unknown as { equation: string };
      const [left = "", out = ""] = equation.replace(/\s/g, "").split("->");
      const terms = left.split(",");
      const gradients = terms.map((term, i) => () => {
        const at = 1 - i;
        const other = terms.length === 1 ? undefined : { term: terms[at] as string, of: saved[at] as tf.Tensor };
        return back(dy as tf.Tensor, out, term, (saved[i] as tf.Tensor).shape, other);
      });
      return Object.fromEntries<() => tf.Tensor>(Array.from(gradients, (gradient, i) => [String(i), gradient]));
    },
  },
];
