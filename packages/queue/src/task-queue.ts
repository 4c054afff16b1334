import { Fault, reasonOf, throwIfAborted } from "@disentangle/core";
import { Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import type { QueueAddress } from "./address.ts";
import { closeAll } from "./close-all.ts";
import { connect } from "./connect.ts";
import { KEPT, LOST, PREFIX, SILENCE, STALLED, TRIES } from "./engine.ts";
import type { Machine } from "./machine.ts";
import { machinesOf } from "./machines-of.ts";
import { readMessage, readOutcome, readProgress, type TaskOutcome, type TaskProgress } from "./message.ts";
import { ServerWatch } from "./server-watch.ts";
import { sparingly } from "./sparingly.ts";

/** A task to be computed by whoever serves the queue. */
export interface Submission {
  /** Tasks of a kind have a queue of their own, so that a machine may serve some kinds alone. */
  readonly kind: string;
  /** 64 hexadecimal digits; a task that is there already is shared. */
  readonly key: string;
  /** The task in words, for dashboards. */
  readonly label: string;
  /** Smaller is sooner, from 1 to 2,097,152. */
  readonly priority: number;
  /** What the worker plans from. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** What a {@link TaskQueue} works with. */
export interface TaskQueueOptions {
  /** Whether the result of a key is in the store, which alone is the truth: a queue may lose its data. */
  readonly isDone: (key: string) => Promise<boolean>;
  /** Told what a person should know: no machine, no server, a machine that refuses. */
  readonly note: (text: string) => void;
  /** How to start a machine, in words. */
  readonly mend: string;
  /** Seconds between two looks at what the events may have missed. Default 10. */
  readonly period?: number;
  /** Seconds without the server after which all that waits fails. Default 600. */
  readonly patience?: number;
  /** Seconds that the server may owe an answer; it then counts as gone. Default 20. */
  readonly silence?: number;
}

interface Pending {
  readonly submission: Submission;
  readonly report: (progress: TaskProgress) => void;
  readonly resolve: (outcome: TaskOutcome | undefined) => void;
  readonly reject: (error: unknown) => void;
  readonly since: number;
}

/** The coordinator's side of the queue. The engine does the queueing, the leases and the retries. */
export class TaskQueue implements AsyncDisposable {
  readonly #redis: Redis;
  readonly #shown: string;
  readonly #options: Required<TaskQueueOptions>;
  readonly #queues = new Map<string, { readonly queue: Queue; readonly events: QueueEvents }>();
  readonly #pending = new Map<string, Pending>();
  /** Why workers refuse, by their name. */
  readonly #refusals = new Map<string, string>();
  readonly #note: (text: string) => void;
  readonly #watch: ServerWatch;
  #machines: readonly Machine[] = [];
  #looking = false;
  readonly #timer: NodeJS.Timeout;

  private constructor(redis: Redis, shown: string, options: Required<TaskQueueOptions>) {
    this.#redis = redis;
    this.#shown = shown;
    this.#options = options;
    this.#note = sparingly(options.note);
    this.#watch = new ServerWatch(redis, {
      shown,
      patience: options.patience,
      meanwhile: "waiting for it",
      mend: "Start Redis again; then the same command goes on.",
      note: options.note,
      onBack: () => void this.#reconcile(),
    });
    this.#watch.lost.addEventListener("abort", () => {
      for (const { reject } of this.#pending.values()) reject(this.#watch.lost.reason);
    });
    const second = Math.min(1, this.#options.period) * 1000;
    // The first look comes soon: how many machines there are is not known yet.
    let ticks = this.#options.period - 2;
    this.#timer = setInterval(() => {
      if (++ticks >= (this.#options.period * 1000) / second) {
        ticks = 0;
        void this.#reconcile();
      }
    }, second);
  }

  /** @throws Fault `unavailable` where the server cannot be used */
  static async open(address: QueueAddress, options: TaskQueueOptions): Promise<TaskQueue> {
    const whole = { period: 10, patience: 600, silence: SILENCE, ...options };
    return new TaskQueue(await connect(address, whole.silence), address.shown, whole);
  }

  /** Tasks that all machines together were last seen to take at a time; at least 1. */
  get slots(): number {
    return Math.max(
      1,
      this.#machines.reduce((sum, { slots }) => sum + slots, 0),
    );
  }

  /**
   * Has a task computed; whoever asks for the same one shares it.
   *
   * @returns what is known of it; undefined where it was found done
   * @throws Fault `crashed` where it failed {@link TRIES} times, with where it ran; `unavailable` where the
   * server is gone for too long or every machine refuses; `aborted`: what waits is withdrawn, what a machine
   * is at goes on there, for the store
   */
  async run(submission: Submission, report: (progress: TaskProgress) => void, signal: AbortSignal): Promise<TaskOutcome | undefined> {
    throwIfAborted(signal);
    this.#watch.lost.throwIfAborted();
    const { key } = submission;
    const ended = new Promise<TaskOutcome | undefined>((resolve, reject) => {
      this.#pending.set(key, { submission, report, resolve, reject, since: performance.now() });
    });
    // It may end before anybody waits for it.
    ended.catch(() => undefined);
    const stop = (): void => this.#withdraw(submission);
    signal.addEventListener("abort", stop, { once: true });
    try {
      // Not waited for where the server is away: it is done, or has failed, by what the watch finds.
      this.#add(submission).catch((error: unknown) => this.#note(`${submission.label}: ${reasonOf(error)}`));
      return await ended;
    } finally {
      signal.removeEventListener("abort", stop);
      this.#pending.delete(key);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    this.#watch[Symbol.dispose]();
    await closeAll(
      [...this.#queues.values()].flatMap(({ queue, events }) => [events, queue]),
      this.#redis,
    );
  }

  #of(kind: string): { readonly queue: Queue; readonly events: QueueEvents } {
    const known = this.#queues.get(kind);
    if (known !== undefined) return known;
    const queue = new Queue(kind, { connection: this.#redis, prefix: PREFIX });
    // Listening is no silence: the server answers in between, be it that nothing happened.
    const events = new QueueEvents(kind, { connection: this.#redis, prefix: PREFIX, blockingTimeout: this.#options.silence * 500 });
    // Trouble with the connection is told by the watch, once, rather than by each of these.
    queue.on("error", () => undefined);
    events.on("error", () => undefined);
    events.on("completed", ({ jobId, returnvalue }) => this.#pending.get(jobId)?.resolve(readOutcome(returnvalue)));
    events.on("failed", ({ jobId, failedReason }) => void this.#fail(jobId, failedReason));
    events.on("progress", ({ jobId, data }) => this.#hear(jobId, data));
    const made = { queue, events };
    this.#queues.set(kind, made);
    return made;
  }

  async #add({ kind, key, label, priority, request }: Submission): Promise<void> {
    const { queue } = this.#of(kind);
    const known = await queue.getJob(key);
    if (known !== undefined && ["completed", "failed"].includes(await known.getState())) {
      // An earlier run's; another coordinator may be faster.
      await known.remove().catch(() => undefined);
    }
    const kept = { age: KEPT };
    await queue.add(label, { request, key }, { jobId: key, priority, attempts: TRIES, removeOnComplete: kept, removeOnFail: kept });
  }

  #withdraw({ kind, key }: Submission): void {
    this.#pending.get(key)?.reject(new Fault("aborted", "The caller asked to stop.", { value: key }));
    if (this.#redis.status !== "ready") return;
    // A task that a machine is at is locked and stays.
    this.#of(kind)
      .queue.remove(key)
      .catch(() => undefined);
  }

  #hear(key: string, raw: unknown): void {
    const progress = readProgress(raw);
    const pending = this.#pending.get(key);
    if (progress === undefined || pending === undefined) return;
    if (progress.refused === undefined) return pending.report(progress);
    if (!this.#refusals.has(progress.worker)) this.#note(`${progress.machine} refuses: ${progress.refused}`);
    this.#refusals.set(progress.worker, progress.refused);
  }

  async #fail(key: string, reason: string): Promise<void> {
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    const { label, kind } = pending.submission;
    const job = await this.#of(kind).queue.getJob(key);
    const failures = job === undefined ? [] : readMessage(job.data).failures;
    const last = failures.at(-1);
    // What went wrong alike everywhere is said once.
    const alike = [...Map.groupBy(failures, ({ problem }) => problem)];
    const where = alike.map(([problem, on]) => `on ${on.map(({ machine }) => machine).join(", ")}: ${problem}`).join(" Then ");
    const lost = reason.includes(STALLED) ? ` ${LOST + 1} machines vanished in the middle of it.` : "";
    pending.reject(
      new Fault("crashed", `"${label}" failed ${failures.length || "several"} times.${lost} ${where || reason}`.trim(), {
        value: key,
        mend: `${last?.mend ?? "Mend the cause."} What was finished is kept; the same command goes on.`,
      }),
    );
  }

  /** Compares what waits with what the queue and the store say: events may be missed, data may be lost. */
  async #reconcile(): Promise<void> {
    if (this.#looking || this.#redis.status !== "ready" || this.#pending.size === 0) return;
    this.#looking = true;
    try {
      for (const pending of this.#pending.values()) await this.#look(pending);
      await this.#lookForMachines();
    } catch (error) {
      this.#note(`Looking after the queue failed: ${reasonOf(error)}`);
    } finally {
      this.#looking = false;
    }
  }

  async #look({ submission, resolve, since }: Pending): Promise<void> {
    // What was just asked for is on its way.
    if (performance.now() - since < this.#options.period * 500) return;
    const job = await this.#of(submission.kind).queue.getJob(submission.key);
    const state = job === undefined ? "unknown" : await job.getState();
    if (state === "completed") return resolve(readOutcome(job?.returnvalue));
    if (state === "failed") return this.#fail(submission.key, job?.failedReason ?? "");
    if (state !== "unknown") return;
    if (await this.#options.isDone(submission.key)) return resolve(undefined);
    this.#note(`The queue ${this.#shown} has lost what was in it; it is filled again.`);
    await this.#add(submission);
  }

  async #lookForMachines(): Promise<void> {
    const found = new Map<string, Machine>();
    for (const [kind, waiting] of Map.groupBy(this.#pending.values(), ({ submission }) => submission.kind)) {
      const machines = await machinesOf(this.#of(kind).queue);
      for (const machine of machines ?? []) found.set(machine.worker, machine);
      if (machines === undefined || waiting.every(({ since }) => performance.now() - since < this.#options.period * 500)) continue;
      if (machines.length === 0) {
        this.#note(`No machine serves ${kind}, which ${waiting.length} tasks wait for. ${this.#options.mend}`);
      } else if (machines.every(({ worker }) => this.#refusals.has(worker))) {
        const why = machines.map(({ machine, worker }) => `${machine}: ${this.#refusals.get(worker)}`).join(" ");
        const fault = new Fault("unavailable", `Every machine that serves ${kind} refuses. ${why}`, {
          value: kind,
          mend: "Start workers of the same code and data as this machine's; then the same command goes on.",
        });
        for (const { reject } of waiting) reject(fault);
      }
    }
    this.#machines = [...found.values()];
  }
}
