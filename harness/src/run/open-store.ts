import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { ArtifactStore, type Damage } from "@disentangle/artifacts";
import { reasonOf } from "@disentangle/core";
import { cacheFolder } from "@disentangle/files";
import { PatientStore } from "./patient-store.ts";
import type { PlacedStore } from "./placed-store.ts";

/** Told what a person should know of a store. */
export interface StoreEvents {
  readonly onDamage: (damage: Damage) => void;
  /** It cannot be reached, or can be again. */
  readonly note: (text: string) => void;
}

/** Another cache folder than the platform's. */
const CACHE = "DISENTANGLE_STORE_CACHE";

/**
 * The store of that name, a folder or `s3://bucket/prefix`, which is waited for where it cannot be reached
 * for a while.
 *
 * @throws Fault `bad-option` for an address that cannot be read, `io` for a folder that cannot be had
 */
export async function openSharedStore(name: string, { onDamage, note }: StoreEvents, signal?: AbortSignal): Promise<PlacedStore> {
  if (isAddress(name)) return new PatientStore(await openS3(name, { onDamage, note }), { name, note, signal });
  const store = new ArtifactStore(resolve(name), { onDamage });
  return new PatientStore(store, { name, note, signal, isThere: () => existsSync(store.folder) });
}

/** Whether a store is named by an address rather than a path. */
export function isAddress(name: string): boolean {
  return name.startsWith("s3:");
}

async function openS3(address: string, { onDamage, note }: StoreEvents): Promise<PlacedStore> {
  // Its client library is large, and few runs need it.
  const { S3Store } = await import("@disentangle/store-s3");
  const cache = openCache(address, note);
  return new S3Store(address, { ...(cache !== undefined && { cache }), onDamage });
}

/**
 * This machine's copies of what is at an address; none where its disk is full or closed, which stops nothing.
 */
function openCache(address: string, note: StoreEvents["note"]): ArtifactStore | undefined {
  const name = createHash("sha256").update(address).digest("hex").slice(0, 16);
  try {
    // A damaged copy is fetched again, and no matter for people.
    return new ArtifactStore(join(process.env[CACHE] ?? join(cacheFolder(), "artifacts"), name), { onDamage: () => undefined });
  } catch (error) {
    note(`Copies of ${address} cannot be kept on this machine: ${reasonOf(error)} What is needed is fetched each time.`);
    return undefined;
  }
}
