import type { Kind } from "@disentangle/core";

/** The kinds of parts, in the order in which lists have them. */
export const KINDS: readonly Kind[] = ["dataset", "manifold", "architecture", "attack", "strategy", "claim", "backend"];
