import type { Operation } from "./operation.ts";
import { binaryOperations } from "./ops/binary.ts";
import { convolutionOperations } from "./ops/convolutions.ts";
import { gatherOperations } from "./ops/gathers.ts";
import { imageOperations } from "./ops/images.ts";
import { movementOperations } from "./ops/movement.ts";
import { normalisationOperations } from "./ops/normalisations.ts";
import { poolOperations } from "./ops/pools.ts";
import { productOperations } from "./ops/products.ts";
import { reductionOperations } from "./ops/reductions.ts";
import { unaryOperations } from "./ops/unary.ts";

/** Every operation the oracle knows. */
export const operations: readonly Operation[] = [
  ...unaryOperations,
  ...binaryOperations,
  ...reductionOperations,
  ...movementOperations,
  ...gatherOperations,
  ...productOperations,
  ...convolutionOperations,
  ...poolOperations,
  ...imageOperations,
  ...normalisationOperations,
];
