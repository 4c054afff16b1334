import type { Store } from "@disentangle/artifacts";

/** A store that tells where an artifact of it is. */
export interface PlacedStore extends Store {
  /** A path, or an address. */
  path(key: string): string;
}
