import { Fault } from "@disentangle/core";
import * as v from "valibot";

/** Characters of a request; the largest of the harness has some thousands. */
const LARGEST = 1_000_000;

const text = v.pipe(v.string(), v.maxLength(10_000));

const failure = v.object({ worker: text, machine: text, code: text, problem: text, mend: v.optional(text) });

/** One failure of a task, and where it ran. */
export interface Failure extends v.InferOutput<typeof failure> {}

const message = v.strictObject({
  /**
   * What the coordinator was asked, for the worker to plan from; whoever takes it up checks it by a schema.
   */
  request: v.pipe(
    v.record(v.string(), v.unknown()),
    v.check((request) => JSON.stringify(request).length <= LARGEST, `A request has at most ${LARGEST} characters.`),
  ),
  /** The task: 64 hexadecimal digits. */
  key: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "A key is 64 hexadecimal digits.")),
  /** How often it failed so far; added by those where it did. */
  failures: v.optional(v.pipe(v.array(failure), v.maxLength(100)), []),
});

/** What a job holds. */
export interface Message extends v.InferOutput<typeof message> {}

/**
 * A message as it arrived, checked.
 *
 * @throws Fault `bad-data`
 */
export function readMessage(raw: unknown): Message {
  const result = v.safeParse(message, raw);
  if (result.success) return result.output;
  throw new Fault("bad-data", `A job of the queue is no message of this program: ${v.summarize(result.issues).replaceAll("\n", " ")}`, {
    mend: "Keep others from writing to this Redis, or give them another database of it (redis://host:6379/1).",
  });
}

const progress = v.object({
  worker: text,
  machine: text,
  fraction: v.optional(v.number(), 0),
  detail: v.optional(text),
  refused: v.optional(text),
});

/** What a worker tells of a task while it is at it. */
export interface TaskProgress extends v.InferOutput<typeof progress> {}

/** What a worker told, or undefined where it is nothing of ours. */
export function readProgress(raw: unknown): TaskProgress | undefined {
  const result = v.safeParse(progress, raw);
  return result.success ? result.output : undefined;
}

const outcome = v.object({ worker: text, machine: text, seconds: v.number(), detail: v.optional(text) });

/** What is known of a task that was computed. */
export interface TaskOutcome extends v.InferOutput<typeof outcome> {}

/** What a worker said at the end, be it as text; undefined where it is nothing of ours. */
export function readOutcome(raw: unknown): TaskOutcome | undefined {
  const result = v.safeParse(outcome, typeof raw === "string" ? parsed(raw) : raw);
  return result.success ? result.output : undefined;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
