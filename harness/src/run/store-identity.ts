import { taskKey, type Store } from "@disentangle/artifacts";
import * as v from "valibot";

/** Key under which a store keeps its name. */
export const IDENTITY: string = taskKey("identity of a store");
const Identity = v.object({ identity: v.string() });

/**
 * A name of its own that a store carries with it, made by the first who asks: so machines find out whether
 * they mean the same one.
 */
export async function identityOf(store: Store): Promise<string> {
  const known = await knownIdentity(store);
  if (known !== undefined) return known;
  await store.write(IDENTITY, { json: { identity: crypto.randomUUID() } });
  // Another may have been faster, or slower and have the last word.
  return (await knownIdentity(store)) ?? "";
}

/** The identity of a store that has one. */
export async function knownIdentity(store: Store): Promise<string | undefined> {
  const found = v.safeParse(Identity, (await store.read(IDENTITY))?.json);
  return found.success ? found.output.identity : undefined;
}
