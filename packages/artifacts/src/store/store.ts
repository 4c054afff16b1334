import type { Json } from "@disentangle/core";
import type { StoredTensors } from "../tensors/dtype.ts";
import type { Artifact } from "./seal.ts";

/**
 * Finished work by key, wherever it is kept. Artifacts appear whole or not at all, so that several processes
 * may share a store.
 */
export interface Store {
  /** Whether there is an artifact of that key; whether it is whole, {@link Store.read} finds out. */
  has(key: string): Promise<boolean>;
  /**
   * The artifact of that key; undefined where there is none, or where it is damaged: then compute and write
   * it again.
   */
  read(key: string): Promise<Artifact | undefined>;
  /**
   * Puts an artifact under that key, in place of the one there may be. What is not given is `null`, or no
   * tensors.
   */
  write(key: string, content: { readonly json?: Json; readonly tensors?: StoredTensors }): Promise<void>;
  /** Removes the artifact of that key; does nothing where there is none. */
  remove(key: string): Promise<void>;
}
