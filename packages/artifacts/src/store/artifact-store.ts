import { access, rm } from "node:fs/promises";
import { join } from "node:path";
import { Fault, reasonOf, type Json } from "@disentangle/core";
import type { StoredTensors } from "../tensors/dtype.ts";
import { cleanLeftovers } from "./clean-leftovers.ts";
import { ioFault } from "./io-fault.ts";
import { makeFolder } from "./make-folder.ts";
import { readRegularFile } from "./read-regular-file.ts";
import { type Artifact, seal, unseal } from "./seal.ts";
import type { Store } from "./store.ts";
import { writeFileAtomic } from "./write-file-atomic.ts";

/** An artifact that is there but cannot be trusted. */
export interface Damage {
  readonly key: string;
  readonly path: string;
  /** What is wrong with it, in words. */
  readonly reason: string;
}

/** Options of an {@link ArtifactStore}. */
export interface StoreOptions {
  /** Told of every damaged artifact met; default: a line on standard error. */
  readonly onDamage?: (damage: Damage) => void;
}

/**
 * A folder of finished work: one sealed safetensors file per task, named for the task's key. Files appear
 * whole or not at all, and carry their hash, or with a secret in `DISENTANGLE_KEY` their HMAC, so several
 * processes may share a folder and any of them may be killed at any moment.
 */
export class ArtifactStore implements Store {
  readonly folder: string;
  readonly #onDamage: (damage: Damage) => void;

  /**
   * Makes the folder where it is missing and removes what killed processes left half-written in it.
   *
   * @throws Fault `io` where the folder cannot be made or read
   */
  constructor(folder: string, options: StoreOptions = {}) {
    this.folder = folder;
    this.#onDamage = options.onDamage ?? warn;
    try {
      makeFolder(folder);
      cleanLeftovers(folder);
    } catch (cause) {
      throw ioFault("Opening the artifacts", folder, Fault.is(cause) ? cause.cause : cause);
    }
  }

  /**
   * Where the artifact of that key is or would be. Throws a Fault `bad-option` for a key that is no plain
   * file name.
   */
  path(key: string): string {
    if (!/^[\w-][\w.-]{0,199}$/.test(key)) {
      throw new Fault("bad-option", `"${key}" cannot be the key of an artifact.`, {
        value: key,
        mend: "Use a key made by taskKey, or letters, digits, dots and dashes.",
      });
    }
    return join(this.folder, `${key}.safetensors`);
  }

  /** Whether there is an artifact of that key; whether it is whole, {@link read} finds out. */
  async has(key: string): Promise<boolean> {
    return access(this.path(key)).then(
      () => true,
      () => false,
    );
  }

  /**
   * The artifact of that key; undefined where there is none, or where it is damaged, which is reported: then
   * compute and write it again.
   *
   * @throws Fault `io` where there is something else than a file, or the system refuses to read it;
   * `unavailable` where it is sealed with a secret that is not in `DISENTANGLE_KEY`
   */
  async read(key: string): Promise<Artifact | undefined> {
    const path = this.path(key);
    const bytes = await readRegularFile(path);
    if (bytes === undefined) return undefined;
    try {
      return unseal(key, bytes);
    } catch (error) {
      if (Fault.is(error, "unavailable") || Fault.is(error, "bad-option")) throw error;
      this.#onDamage({ key, path, reason: reasonOf(error) });
      return undefined;
    }
  }

  /**
   * Stores an artifact under that key, in place of the one there may be. What was written before stays until
   * the new one is whole.
   *
   * @throws Fault `io` where the disk is full or the folder cannot be written to; `bad-option` for content
   * that cannot be stored as it is
   */
  async write(key: string, content: { readonly json?: Json; readonly tensors?: StoredTensors }): Promise<void> {
    const path = this.path(key);
    await writeFileAtomic(path, seal(key, { json: content.json ?? null, tensors: content.tensors ?? {} }));
  }

  /**
   * Removes the artifact of that key, such as a checkpoint no longer needed; does nothing where there is
   * none.
   */
  async remove(key: string): Promise<void> {
    try {
      await rm(this.path(key), { force: true });
    } catch (cause) {
      if (Fault.is(cause)) throw cause;
      throw ioFault(`Removing the artifact ${key}`, this.folder, cause);
    }
  }
}

function warn({ path, reason }: Damage): void {
  process.stderr.write(`The artifact ${path} is damaged and will be computed again. ${reason}\n`);
}
