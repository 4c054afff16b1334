import { Fault } from "@disentangle/core";
import { Queue, type Job } from "bullmq";
import type { Redis } from "ioredis";
import type { QueueAddress } from "./address.ts";
import { connect } from "./connect.ts";
import { PREFIX, SILENCE } from "./engine.ts";
import type { Machine } from "./machine.ts";
import { machinesOf } from "./machines-of.ts";
import { readOutcome, readProgress } from "./message.ts";
import { LATE, withinTime } from "./within-time.ts";

/** A task that a machine is at. */
export interface ActiveTask {
  readonly kind: string;
  readonly label: string;
  readonly machine: string;
  /** How far it is, in [0, 1]. */
  readonly fraction: number;
  readonly detail?: string;
  /** Seconds since the machine took it, by the clock of whoever asks. */
  readonly seconds: number;
}

/** Tasks of one kind. */
export interface KindCounts {
  readonly kind: string;
  readonly waiting: number;
  readonly active: number;
  /** In the last day. */
  readonly done: number;
  readonly failed: number;
  /** Mean seconds of those that were done last, up to 100; undefined before one is. */
  readonly meanSeconds?: number;
}

/** A machine that serves the queue. */
export interface ServingMachine extends Machine {
  readonly kinds: readonly string[];
  /** Tasks that it did of those that were done last, and the seconds they took. */
  readonly done: number;
  readonly seconds: number;
}

/** All that the queue knows. */
export interface QueueStatus {
  readonly queue: string;
  readonly machines: readonly ServingMachine[];
  readonly kinds: readonly KindCounts[];
  readonly active: readonly ActiveTask[];
  /** Tasks done in the last minute, of those that are remembered. */
  readonly perMinute: number;
  /** Seconds for what waits and runs, by what such tasks took; undefined where nothing tells. */
  readonly secondsLeft?: number;
}

/** Tasks of each kind that are looked at for what they took. */
const LAST = 100;

/**
 * What happens on a queue, by kinds of tasks.
 *
 * @param limit seconds for the server to tell; default {@link SILENCE}
 * @throws Fault `unavailable` where the server cannot be used
 */
export async function queueStatus(address: QueueAddress, kinds: readonly string[], limit: number = SILENCE): Promise<QueueStatus> {
  const redis = await connect(address, SILENCE);
  try {
    return summed(address.shown, await withinTime(lookAtAll(redis, kinds), limit * 1000));
  } catch (cause) {
    if (cause !== LATE) throw cause;
    throw new Fault("unavailable", `The queue ${address.shown} did not answer within ${limit} s.`, {
      value: address.shown,
      mend: "Look whether its Redis is frozen or overloaded (redis-cli --latency), and at the network.",
    });
  } finally {
    redis.disconnect();
  }
}

async function lookAtAll(redis: Redis, kinds: readonly string[]): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const kind of kinds) found.push(await lookAt(redis, kind));
  return found;
}

type Found = Awaited<ReturnType<typeof lookAt>>;

async function lookAt(redis: Redis, kind: string) {
  const queue = new Queue(kind, { connection: redis, prefix: PREFIX });
  try {
    const counts = await queue.getJobCounts("waiting", "prioritized", "delayed", "active", "completed", "failed");
    const machines = (await machinesOf(queue)) ?? [];
    const active = await queue.getJobs(["active"]);
    const last = await queue.getJobs(["completed"], 0, LAST - 1);
    return { kind, counts, machines, active, last };
  } finally {
    await queue.close();
  }
}

function summed(shown: string, found: readonly Found[]): QueueStatus {
  const now = Date.now();
  const done = found.flatMap(({ last }) => last);
  const outcomes = done.flatMap(({ returnvalue }) => readOutcome(returnvalue) ?? []);
  const machines = new Map<string, ServingMachine>();
  for (const { kind, machines: serving } of found) {
    for (const machine of serving) {
      const own = outcomes.filter(({ worker }) => worker === machine.worker);
      const kinds = [...(machines.get(machine.worker)?.kinds ?? []), kind];
      machines.set(machine.worker, { ...machine, kinds, done: own.length, seconds: own.reduce((sum, { seconds }) => sum + seconds, 0) });
    }
  }
  const kinds = found.map(countsOf);
  const slots = [...machines.values()].reduce((sum, machine) => sum + machine.slots, 0);
  const left = kinds.reduce((sum, { waiting, active, meanSeconds }) => sum + (waiting + active / 2) * (meanSeconds ?? 0), 0);
  return {
    queue: shown,
    machines: [...machines.values()],
    kinds,
    active: found.flatMap(({ kind, active }) => active.map((job) => activeTask(kind, job, now))),
    perMinute: done.filter(({ finishedOn = 0 }) => now - finishedOn < 60_000).length,
    ...(left > 0 && slots > 0 && { secondsLeft: left / slots }),
  };
}

function countsOf({ kind, counts, last }: Found): KindCounts {
  const count = (name: string): number => counts[name] ?? 0;
  const seconds = last.flatMap(({ returnvalue }) => readOutcome(returnvalue)?.seconds ?? []);
  return {
    kind,
    waiting: count("waiting") + count("prioritized") + count("delayed"),
    active: count("active"),
    done: count("completed"),
    failed: count("failed"),
    ...(seconds.length > 0 && { meanSeconds: seconds.reduce((sum, one) => sum + one, 0) / seconds.length }),
  };
}

function activeTask(kind: string, job: Job, now: number): ActiveTask {
  const progress = readProgress(job.progress);
  return {
    kind,
    label: job.name,
    machine: progress?.machine ?? "",
    fraction: progress?.fraction ?? 0,
    ...(progress?.detail !== undefined && { detail: progress.detail }),
    seconds: Math.max(0, (now - (job.processedOn ?? now)) / 1000),
  };
}
