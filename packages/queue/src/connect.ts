import { Fault, reasonOf } from "@disentangle/core";
import { Redis } from "ioredis";
import type { QueueAddress } from "./address.ts";

/** Milliseconds until a server that does not answer at the start counts as not there. */
const FIRST = 10_000;
/** Longest pause between two tries to reach it again, in milliseconds. */
const PAUSE = 2000;

/**
 * A connection that, once made, is made again for as long as it is wanted; commands wait in the meantime.
 *
 * @throws Fault `unavailable` where there is no server, it refuses the password, or what answers is no Redis
 */
export async function connect({ options, shown }: QueueAddress): Promise<Redis> {
  const redis = new Redis({
    ...options,
    // What the engine asks for: a command waits for the server rather than failing.
    maxRetriesPerRequest: null,
    connectTimeout: FIRST,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 5), PAUSE),
  });
  let problem = `it did not answer within ${FIRST / 1000} s`;
  const heard = (error: unknown): void => void (problem = reasonOf(error));
  redis.on("error", heard);
  try {
    await withinTime(redis.ping());
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

const LATE = Symbol("late");

async function withinTime(answer: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(LATE), FIRST);
  });
  answer.catch(() => undefined);
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
