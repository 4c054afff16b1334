import { Fault, reasonOf } from "@disentangle/core";
import { Redis } from "ioredis";
import type { QueueAddress } from "./address.ts";
import { LATE, withinTime } from "./within-time.ts";

/** Milliseconds until a server that does not answer at the start counts as not there. */
const FIRST = 10_000;
/**
 * Milliseconds at the start during which nothing but refusals counts as nobody being there: a server that is
 * being started beside us takes less.
 */
const REFUSED = 3000;
/** What is said where nobody listens at a port, and where no machine has that name. */
const NOBODY = new Set(["ECONNREFUSED", "ENOTFOUND"]);
/** Longest pause between two tries to reach it again, in milliseconds. */
const PAUSE = 2000;
/** Milliseconds for a server to close its side of a connection. */
const GOODBYE = 500;

/**
 * A connection that, once made, is made again for as long as it is wanted; commands wait in the meantime.
 *
 * @param silence seconds after which a server that owes an answer counts as away, such as one that is frozen
 * or behind a cable that is cut; the connection is then made anew, and the commands are sent again
 * @throws Fault `unavailable` where there is no server, it refuses the password, or what answers is no Redis
 */
export async function connect({ options, shown }: QueueAddress, silence: number): Promise<Redis> {
  const redis = new Redis({
    ...options,
    // What the engine asks for: a command waits for the server rather than failing.
    maxRetriesPerRequest: null,
    connectTimeout: FIRST,
    socketTimeout: silence * 1000,
    disconnectTimeout: GOODBYE,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), PAUSE),
  });
  let problem = `it did not answer within ${FIRST / 1000} s`;
  const began = performance.now();
  const nobody = Promise.withResolvers<never>();
  const heard = (error: unknown): void => {
    problem = reasonOf(error);
    if (isNobody(error) && performance.now() - began > REFUSED) nobody.reject(LATE);
  };
  redis.on("error", heard);
  try {
    await Promise.race([withinTime(redis.ping(), FIRST), nobody.promise]);
    return redis;
  } catch (cause) {
    redis.disconnect();
    throw new Fault("unavailable", `The queue ${shown} cannot be used: ${cause === LATE ? problem : reasonOf(cause)}.`, {
      value: shown,
      cause,
      mend: "Start Redis there (redis-server --appendonly yes --maxmemory-policy noeviction), or look at address, password and firewall.",
    });
  } finally {
    redis.off("error", heard);
    // Whoever holds the connection watches its state; an error without a listener would end the process.
    redis.on("error", () => undefined);
  }
}

function isNobody(error: unknown): boolean {
  return error instanceof Error && "code" in error && NOBODY.has(String(error.code));
}
