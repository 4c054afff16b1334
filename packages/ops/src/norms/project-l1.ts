import * as tf from "@tensorflow/tfjs";

/**
 * Halvings of the bracket of the threshold: its width ends below the spacing of float32 numbers of that size.
 */
const HALVINGS = 26;

/**
 * The Euclidean projection of every row onto the L1 ball, cut, where `reach` is given, with the box −reach ≤
 * u ≤ reach on the side to which δ points. In both cases u = sign(δ) · min(max(|δ| − λ, 0), reach) with the
 * smallest λ ≥ 0 for which ‖u‖₁ ≤ ε (the optimality conditions of Duchi et al. 2008, Lemma 1, with a box); λ
 * is found by bisection, because its row sums run on every backend and need no sort.
 *
 * @param delta [B, ...]
 * @param radius ε of each row, not negative. [B]
 * @param reach how far each coordinate may go in the direction of δ, not negative; shaped as `delta`
 */
export function projectL1(delta: tf.Tensor, radius: tf.Tensor1D, reach?: tf.Tensor): tf.Tensor {
  return tf.tidy(() => {
    const [rows = 0] = delta.shape;
    const size = rows === 0 ? 0 : delta.size / rows;
    const length = tf.reshape(tf.abs(delta), [rows, size]);
    const limit = reach === undefined ? undefined : tf.reshape(reach, [rows, size]);
    const bound = tf.reshape(radius, [rows, 1]);
    // A product, because TensorFlow.js's CPU backend broadcasts a column seven times slower.
    const ones = tf.ones<tf.Rank.R2>([1, size]);
    const shrink = (threshold: tf.Tensor2D): tf.Tensor => {
      const shrunk = tf.relu(tf.sub(length, tf.matMul(threshold, ones)));
      return limit === undefined ? shrunk : tf.minimum(shrunk, limit);
    };
    const fits = (threshold: tf.Tensor2D): tf.Tensor => tf.lessEqual(tf.sum(shrink(threshold), 1, true), bound);
    let low = tf.zeros<tf.Rank.R2>([rows, 1]);
    // The largest threshold leaves nothing, which fits every ball; a row that fits as it is needs none.
    let high = tf.where<tf.Tensor2D>(fits(low), low, tf.max(length, 1, true));
    for (let i = 0; i < HALVINGS; i++) {
      const bracket = tf.tidy(() => {
        const middle = tf.mul<tf.Tensor2D>(tf.add(low, high), 0.5);
        const enough = fits(middle);
        return [tf.where(enough, low, middle), tf.where(enough, middle, high)] as const;
      });
      tf.dispose([low, high]);
      [low, high] = bracket;
    }
    return tf.mul(tf.sign(delta), tf.reshape(shrink(high), delta.shape));
  });
}
