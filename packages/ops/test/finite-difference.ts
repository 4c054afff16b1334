import * as tf from "@tensorflow/tfjs";

/**
 * Largest difference between the gradient of Σ weights · f(x) in the given input and central differences of
 * it, relative to the largest entry of the gradient. Sums in float64, so that only the rounding of f itself
 * limits the check.
 */
export function gradientError(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
  input: number,
  { step = 1e-2, coordinates = 24 }: { readonly step?: number; readonly coordinates?: number } = {},
): number {
  return tf.tidy(() => {
    const weights = tf.tensor(
      Float32Array.from({ length: f(...inputs).size }, (_, i) => Math.sin(1.7 * i * i + 0.3) + 0.5),
      f(...inputs).shape,
    );
    const gradient = tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.mul(f(...xs), weights)))([...inputs])[input] as tf.Tensor;
    const analytic = gradient.dataSync<"float32">();
    const point = (inputs[input] as tf.Tensor).dataSync<"float32">();
    const total = (coordinate: number, change: number): number => {
      const moved = Float32Array.from(point);
      moved[coordinate] = (point[coordinate] as number) + change;
      const changed = inputs.map((tensor, i) => (i === input ? tf.tensor(moved, tensor.shape) : tensor));
      const [values, w] = [f(...changed).dataSync<"float32">(), weights.dataSync<"float32">()];
      return values.reduce((sum, value, i) => sum + value * (w[i] as number), 0);
    };
    const scale = Math.max(...analytic.map(Math.abs));
    const stride = Math.max(1, Math.floor(point.length / coordinates));
    let worst = 0;
    for (let i = 0; i < point.length; i += stride) {
      const numeric = (total(i, step) - total(i, -step)) / (2 * step);
      worst = Math.max(worst, Math.abs(numeric - (analytic[i] as number)) / scale);
    }
    return worst;
  });
}

/** Normal numbers from a seeded stream, as a tensor. */
export function normals(random: { normal(): number }, shape: number[]): tf.Tensor {
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
    shape,
  );
}
