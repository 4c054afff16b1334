import { definePlugin, type Plugin } from "@disentangle/core";
import manifest from "../package.json" with { type: "json" };
import { offer } from "./offer.ts";

export { knnManifold, type KnnParts } from "./knn-manifold.ts";
export { learnIndex, type IndexLesson } from "./learn-index.ts";
export { NeighbourIndex } from "./neighbours.ts";
export { projectOntoSpan } from "./span.ts";

/** The manifold of nearest neighbours. */
const plugin: Plugin = definePlugin(manifest, offer);

export default plugin;
