import type { Redis } from "ioredis";
import { withinTime } from "./within-time.ts";

/** What the engine makes of a connection. */
interface Closable {
  close(): Promise<unknown>;
  disconnect(): Promise<unknown>;
}

/** Milliseconds for a server to say goodbye. */
const GOODBYE = 2000;

/**
 * Ends all that uses a connection, then the connection: with the server where it is there, else without.
 * @internal
 */
export async function closeAll(parts: readonly Closable[], redis: Redis): Promise<void> {
  // Closing tells each not to connect again, and may wait for a server that is away.
  const closed = Promise.allSettled(parts.map((part) => part.close()));
  await withinTime(closed, redis.status === "ready" ? GOODBYE : 0).catch(() => {
    for (const part of parts) part.disconnect().catch(() => undefined);
  });
  redis.disconnect();
}
