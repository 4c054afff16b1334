import { FUSED } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";
import { hasFused, runFused } from "./fused.ts";
import { sample, sampleGradImages, sampleGradParameters } from "./affine-sampler.ts";

/**
 * Name under which the composition of plain operations is registered, on each backend that has no fused
 * sampler.
 */
const PLAIN = "DisentangleAffinePlain";

/**
 * Affine transformation of images, the T(x; t) of the paper, Eq. (5), and the decoder of FONTS applied to
 * prototypes: bilinear sampling with aligned corners, zeros outside the image, the result clamped to [0, 1].
 *
 * Row t = (translation x, translation y, shear x, shear y, scale, rotation) maps output to input positions,
 * both in [−1, 1] along each side, by the matrix of the original experiments,
 *
 * ```
 * | s·(cos r − sin r·hx)   s·(−sin r + cos r·hx)   tx |
 * | s·(sin r + cos r·hy)   s·( cos r − sin r·hy)   ty |
 * ```
 *
 * in which the first entry has `− sin r·hx` where a product of shear, scale and rotation would have `+`; the
 * published data are made with it. The identity is (0, 0, 0, 0, 1, 0). Differentiable in both arguments, each
 * gradient computed only where it is asked for; the gradient in the parameters flows through the bilinear
 * weights alone, as positions are rounded down.
 *
 * @param images [B, height, width, channels], float32 in [0, 1]
 * @param parameters [B, 6], float32: half image sides, half image sides, factor, factor, factor, radians
 * @returns [B, height, width, channels]
 */
export function affine(images: tf.Tensor4D, parameters: tf.Tensor2D): tf.Tensor4D {
  // tf.customGrad would compute both gradients whichever is wanted; a kernel's registered gradient is asked
  // for one input at a time.
  const kernel = hasFused(FUSED.affine) ? FUSED.affine : plainKernel();
  if (!tf.getGradient(kernel)) tf.registerGradient({ kernelName: kernel, ...gradient });
  return tf.engine().runKernel<tf.Tensor4D>(kernel, { images, parameters });
}

const gradient: Omit<tf.GradConfig, "kernelName"> = {
  inputsToSave: ["images", "parameters"],
  gradFunc: (dy, saved) => {
    const [images, parameters] = saved as [tf.Tensor4D, tf.Tensor2D];
    const above = dy as tf.Tensor4D;
    return {
      images: () =>
        hasFused(FUSED.affineGradImages)
          ? first(runFused(FUSED.affineGradImages, { dy: above, images, parameters }))
          : sampleGradImages(above, images, parameters),
      parameters: () =>
        hasFused(FUSED.affineGradParameters)
          ? first(runFused(FUSED.affineGradParameters, { dy: above, images, parameters }))
          : sampleGradParameters(above, images, parameters),
    };
  },
};

function first(outputs: tf.Tensor[]): tf.Tensor {
  return outputs[0] as tf.Tensor;
}

/** Registers the plain composition on the active backend, once. */
function plainKernel(): string {
  if (!hasFused(PLAIN)) {
    tf.registerKernel({
      kernelName: PLAIN,
      backendName: tf.getBackend(),
      kernelFunc: ({ inputs }) => sample(inputs["images"] as tf.Tensor4D, inputs["parameters"] as tf.Tensor2D),
    });
  }
  return PLAIN;
}
