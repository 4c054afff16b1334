import type { Redis } from "ioredis";

/** What the engine makes of a connection. */
interface Closable {
  close(): Promise<unknown>;
  disconnect(): Promise<unknown>;
}

/** Milliseconds for a server to say goodbye. */
const GOODBYE = 2000;

/** Ends all that uses a connection, then the connection: with the server where it is there, else without. @internal */
export async function closeAll(parts: readonly Closable[], redis: Redis): Promise<void> {
  // Closing tells each not to connect again, and may wait for a server that is away.
  const closed = Promise.allSettled(parts.map((part) => part.close()));
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), redis.status === "ready" ? GOODBYE : 0);
  });
  const how = await Promise.race([closed, late]);
  clearTimeout(timer);
  if (how === "late") for (const part of parts) part.disconnect().catch(() => undefined);
  redis.disconnect();
}
