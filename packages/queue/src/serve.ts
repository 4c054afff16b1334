import { randomBytes } from "node:crypto";
import { Fault, reasonOf } from "@disentangle/core";
import { Queue, UnrecoverableError, Worker, type Job } from "bullmq";
import type { Redis } from "ioredis";
import type { QueueAddress } from "./address.ts";
import { closeAll } from "./close-all.ts";
import { connect } from "./connect.ts";
import { LEASE, LOST, PREFIX, SILENCE } from "./engine.ts";
import { nameOf, type Machine } from "./machine.ts";
import { readMessage, type Failure, type Message, type TaskOutcome } from "./message.ts";
import { Reporter } from "./reporter.ts";
import { ServerWatch } from "./server-watch.ts";
import { sparingly } from "./sparingly.ts";
import { StandBack } from "./stand-back.ts";
import { unlessStopped } from "./unless-stopped.ts";
import { withinTime } from "./within-time.ts";

/** A worker's word that it cannot take a task as it is asked for, and why; others may. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** Tells how far a task is, in [0, 1], and what a person would like to know. */
export type Report = (fraction: number, detail?: string) => void;

/** How a machine serves the queue. */
export interface Serving {
  /** What it is called. */
  readonly machine: string;
  /** Tasks at a time. */
  readonly slots: number;
  /** Kinds of tasks that it takes, those that it takes first before the others. */
  readonly kinds: readonly string[];
  /** Shown to people. */
  readonly backend?: string;
  /** Seconds after which its tasks are given to others where it is silent. Default {@link LEASE}. */
  readonly lease?: number;
  /** Seconds without a task after which it leaves; default: it stays. */
  readonly idle?: number;
  /** Seconds without the server after which it leaves. Default 3600. */
  readonly patience?: number;
  /** Seconds that the server may owe an answer; it then counts as gone. Default 20. */
  readonly silence?: number;
  /**
   * Computes a task and puts its result into the store. It must leave this process free, which renews the
   * leases of all its tasks: it computes in others.
   *
   * @throws Refusal, Fault
   */
  readonly compute: (message: Message, report: Report, signal: AbortSignal) => Promise<void>;
  /** Told what happens, for the log. */
  readonly note: (text: string) => void;
}

interface Taken {
  readonly worker: Worker;
  readonly job: Job;
  readonly token: string;
}

interface Running extends Taken {
  readonly stop: AbortController;
  ended: Promise<void>;
}

/** Milliseconds between two looks where nothing waits; they become more. */
const [SOON, LATER] = [50, 1000];
/** Tasks that are looked at, at a time, for one that is not left to others. */
const DEEP = 8;
/** Milliseconds for handing back what this machine is at; a server that is away hears nothing of it. */
const HANDING_BACK = 4000;

/**
 * Serves the queue with this machine until it is told to stop, or is idle for too long.
 *
 * @throws Fault `unavailable` where the server cannot be used, or is gone for too long
 */
export async function serve(address: QueueAddress, serving: Serving, signal: AbortSignal): Promise<void> {
  const redis = await connect(address, serving.silence ?? SILENCE);
  await using server = new Server(redis, address.shown, serving);
  await server.serve(signal);
}

class Server implements AsyncDisposable {
  readonly #redis: Redis;
  readonly #serving: Serving;
  readonly #self: Machine;
  readonly #lease: number;
  readonly #served: readonly { readonly worker: Worker; readonly queue: Queue }[];
  readonly #running = new Map<string, Running>();
  readonly #renewal: NodeJS.Timeout;
  readonly #standBack: StandBack;
  readonly #watch: ServerWatch;
  /** Tells of trouble that may come again and again. */
  readonly #complain: (text: string) => void;
  #tokens = 0;
  #ended = false;

  constructor(redis: Redis, shown: string, serving: Serving) {
    const { machine, slots, kinds, backend, lease = LEASE, patience = 3600, note } = serving;
    this.#redis = redis;
    this.#serving = serving;
    this.#lease = lease * 1000;
    this.#self = { worker: randomBytes(6).toString("hex"), machine, slots, ...(backend !== undefined && { backend }) };
    this.#standBack = new StandBack(this.#self.worker);
    this.#served = kinds.map((kind) => {
      const worker = new Worker(kind, null, {
        connection: redis,
        prefix: PREFIX,
        name: nameOf(this.#self),
        autorun: false,
        lockDuration: this.#lease,
        stalledInterval: this.#lease,
        maxStalledCount: LOST,
      });
      // Trouble with the server is told once, below.
      worker.on("error", () => undefined);
      void worker.startStalledCheckTimer();
      const queue = new Queue(kind, { connection: redis, prefix: PREFIX });
      queue.on("error", () => undefined);
      return { worker, queue };
    });
    this.#complain = sparingly(note);
    this.#watch = new ServerWatch(redis, {
      shown,
      patience,
      meanwhile: "what is being computed goes on, and the queue is waited for",
      mend: "Start Redis again, then this worker; what is finished is kept.",
      note,
    });
    this.#renewal = setInterval(() => void this.#renew(), this.#lease / 3);
  }

  async serve(signal: AbortSignal): Promise<void> {
    const { slots, idle, note } = this.#serving;
    const end = AbortSignal.any([signal, this.#watch.lost]);
    let [pause, worked] = [SOON, performance.now()];
    let taking: Promise<Taken | undefined> = Promise.resolve(undefined);
    while (!end.aborted) {
      if (this.#running.size >= slots) {
        await unlessStopped(Promise.race([...this.#running.values()].map(({ ended }) => ended)), end);
        worked = performance.now();
        continue;
      }
      taking = this.#take();
      const taken = await unlessStopped(taking, end);
      if (end.aborted) break;
      taking = Promise.resolve(undefined);
      if (taken !== undefined) {
        this.#start(taken);
        [pause, worked] = [SOON, performance.now()];
        continue;
      }
      if (this.#running.size > 0) worked = performance.now();
      if (idle !== undefined && performance.now() - worked > idle * 1000) {
        note(`Nothing to do for ${idle} s: done.`);
        return;
      }
      await rest(pause, end);
      pause = Math.min(LATER, pause * 1.5);
    }
    for (const { stop } of this.#running.values()) stop.abort();
    const handedBack = taking.then((taken) => taken?.job.moveToWait(taken.token));
    await withinTime(Promise.allSettled([handedBack, ...[...this.#running.values()].map(({ ended }) => ended)]), HANDING_BACK).catch(
      () => undefined,
    );
    this.#watch.lost.throwIfAborted();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended = true;
    clearInterval(this.#renewal);
    this.#watch[Symbol.dispose]();
    await closeAll(
      this.#served.flatMap(({ worker, queue }) => [{ close: () => worker.close(true), disconnect: () => worker.disconnect() }, queue]),
      this.#redis,
    );
  }

  /** The first task that this machine may take, kind by kind. */
  async #take(): Promise<Taken | undefined> {
    for (const { worker, queue } of this.#served) {
      const left: { readonly job: Job; readonly token: string }[] = [];
      try {
        // What this machine leaves to others must not hide what is behind it.
        while (left.length < DEEP) {
          const token = `${this.#self.worker}:${this.#tokens++}`;
          const job = await worker.getNextJob(token, { block: false });
          if (job === undefined) break;
          if (!(await this.#leaves(job, queue))) return { worker, job, token };
          left.push({ job, token });
        }
      } catch (error) {
        if (!this.#ended) this.#complain(`Taking a task failed: ${reasonOf(error)}`);
      } finally {
        for (const { job, token } of left.toReversed()) await job.moveToWait(token).catch(() => undefined);
      }
    }
    return undefined;
  }

  async #leaves(job: Job, queue: Queue): Promise<boolean> {
    const refused = this.#standBack.refusalOf(job);
    if (refused === undefined) return this.#standBack.leaves(job, queue);
    const { worker, machine } = this.#self;
    await job.updateProgress({ worker, machine, refused });
    return true;
  }

  #start(taken: Taken): void {
    const id = taken.job.id ?? "";
    const running: Running = { ...taken, stop: new AbortController(), ended: Promise.resolve() };
    this.#running.set(id, running);
    running.ended = this.#work(running)
      // Mostly: the task was another's by then, or the queue lost its data. The result is in the store either
      // way.
      .catch((error: unknown) => {
        if (!this.#ended) this.#serving.note(`"${taken.job.name}": ${reasonOf(error)}`);
      })
      .finally(() => this.#running.delete(id));
  }

  async #work({ job, token, stop }: Running): Promise<void> {
    const { compute, note } = this.#serving;
    const { worker, machine } = this.#self;
    const began = performance.now();
    let message: Message;
    try {
      message = readMessage(job.data);
    } catch (error) {
      // Not to be tried elsewhere: it is no task of ours.
      await job.moveToFailed(new UnrecoverableError(reasonOf(error)), token, false);
      throw error;
    }
    using reporter = new Reporter(job, this.#redis, this.#self);
    let said: string | undefined;
    const report: Report = (fraction, detail) => {
      said = detail ?? said;
      reporter.tell(fraction, detail);
    };
    report(0);
    try {
      await compute(message, report, stop.signal);
      const seconds = (performance.now() - began) / 1000;
      const outcome: TaskOutcome = { worker, machine, seconds, ...(said !== undefined && { detail: said }) };
      await job.moveToCompleted(outcome, token, false);
      note(`${job.name} (${seconds.toFixed(1)} s)`);
    } catch (error) {
      if (error instanceof Refusal) {
        this.#standBack.refuse(job, error.message);
        await job.updateProgress({ worker, machine, refused: error.message });
        await job.moveToWait(token);
      } else if (stop.signal.aborted) {
        // Told to stop, it gives the task back at once; a task that is another's by now stays so.
        if (stop.signal.reason !== LOST_LEASE) await job.moveToWait(token);
      } else {
        const failure = failureOf(error, this.#self);
        note(`${job.name} failed: ${failure.problem}`);
        await job.updateData({ ...message, failures: [...message.failures, failure] });
        await job.moveToFailed(new Error(`on ${machine}: ${failure.problem}`), token, false);
      }
    }
  }

  /** Renews the leases of all that this machine is at, and drops what was given to another meanwhile. */
  async #renew(): Promise<void> {
    if (this.#redis.status !== "ready") return;
    for (const { worker } of this.#served) {
      const own = [...this.#running.entries()].filter(([, running]) => running.worker === worker);
      if (own.length === 0) continue;
      try {
        const lost = await worker.extendJobLocks(
          own.map(([id]) => id),
          own.map(([, { token }]) => token),
          this.#lease,
        );
        for (const id of lost) await this.#drop(id);
      } catch (error) {
        if (!this.#ended) this.#complain(`Renewing leases failed: ${reasonOf(error)}`);
      }
    }
  }

  async #drop(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running === undefined) return;
    // Where the queue lost its data nobody else has the task yet, and the result is wanted.
    if ((await running.job.getState()) === "unknown") return;
    this.#serving.note(`"${running.job.name}" was given to another machine, as this one was silent for too long.`);
    running.stop.abort(LOST_LEASE);
  }
}

const LOST_LEASE = Symbol("lost lease");

function failureOf(error: unknown, { worker, machine }: Machine): Failure {
  if (!Fault.is(error)) return { worker, machine, code: "crashed", problem: reasonOf(error) };
  const { code, problem, mend } = error;
  return { worker, machine, code, problem, ...(mend !== undefined && { mend }) };
}

function rest(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
    signal.addEventListener("abort", end, { once: true });
  });
}
