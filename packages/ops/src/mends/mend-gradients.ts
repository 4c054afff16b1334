import * as tf from "@tensorflow/tfjs";
import { broadcastGradients } from "./gradients/broadcast.ts";
import { convolutionGradients } from "./gradients/convolutions.ts";
import { geometryGradients } from "./gradients/geometry.ts";
import { maximumGradients } from "./gradients/maxima.ts";
import { movementGradients } from "./gradients/movements.ts";
import { poolGradients } from "./gradients/pools.ts";
import { productGradients } from "./gradients/products.ts";
import { resizeGradients } from "./gradients/resizes.ts";
import { scanGradients } from "./gradients/scans.ts";
import { zeroGradients } from "./gradients/zero.ts";
import { activationGradients } from "./lean/activations.ts";
import { batchNormGradient } from "./lean/batch-norm.ts";
import { fuseGradients } from "./lean/fused-convolutions.ts";
import { mendDilatedLayer } from "./layers/dilated-layer.ts";

/**
 * Registers right gradients with TensorFlow.js 4.22 for operations where its own are wrong or missing, and
 * lean ones where its own compute what nobody asked for, for every backend: the one place to take them out
 * again once TensorFlow.js mends its own. Importing this package does it; more often does no harm.
 *
 * @returns undoes it, for tests that look at TensorFlow.js alone
 */
export function mendGradients(): () => void {
  const mended = [
    ...zeroGradients,
    ...broadcastGradients,
    ...productGradients,
    ...convolutionGradients(),
    ...poolGradients(),
    ...maximumGradients,
    ...resizeGradients,
    ...movementGradients,
    ...scanGradients,
    ...geometryGradients,
    ...activationGradients(),
    batchNormGradient(),
  ];
  const upstream = mended.map(({ kernelName }) => tf.getGradient(kernelName));
  for (const gradient of mended) tf.registerGradient(gradient);
  const unmendLayer = mendDilatedLayer();
  const unfuse = fuseGradients();
  return () => {
    unfuse();
    unmendLayer();
    for (const [i, { kernelName }] of mended.entries()) {
      const before = upstream[i];
      if (before === undefined) tf.unregisterGradient(kernelName);
      else tf.registerGradient(before);
    }
  };
}
