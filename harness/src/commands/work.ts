import { availableParallelism, hostname } from "node:os";
import { styleText } from "node:util";
import { Fault, reasonOf } from "@disentangle/core";
import { Refusal, serve, type Message } from "@disentangle/queue";
import { readQueueRequest, type QueueRequest } from "../request/queue-request.ts";
import { parsePart } from "../request/part-choice.ts";
import { Catalogue } from "../parts/catalogue.ts";
import { didYouMean } from "../request/nearest.ts";
import { KIND_NAMES } from "../run/kinds/index.ts";
import { MachinePools } from "../run/machine-pools.ts";
import { openSharedStore } from "../run/open-store.ts";
import type { WorkerRequest } from "../run/executors/messages.ts";
import type { Report } from "../run/executors/executor.ts";
import { EXIT } from "../process/exit.ts";
import { printable } from "../process/printable.ts";
import { queueAddress } from "./queue-options.ts";

/** Options of `work`. */
export interface WorkOptions {
  readonly queue?: string | true;
  readonly store: string;
  readonly workers?: number;
  readonly threads?: number;
  readonly backend?: string;
  readonly only?: readonly string[];
  readonly plugin?: readonly string[];
  readonly name?: string;
  readonly idle?: number;
  readonly lease?: number;
}

/**
 * Serves a queue with this machine until it is told to stop. This process speaks with the queue and renews
 * the leases of the tasks; others compute.
 */
export async function work(options: WorkOptions, signal: AbortSignal): Promise<number> {
  const { store, threads, backend, plugin = [], name = hostname(), idle, lease } = options;
  const address = queueAddress(options.queue);
  const slots = atLeastOne("--workers", options.workers ?? availableParallelism());
  if (threads !== undefined) atLeastOne("--threads", threads);
  if (lease !== undefined && lease < 2) throw new Fault("bad-option", "--lease must be at least 2 seconds.", { value: lease });
  const kinds = kindsOf(options.only);
  // Plugins and backend are looked at now, so that a wrong name is found before a task is taken.
  const catalogue = await Catalogue.load(plugin);
  const served = backend === undefined ? undefined : (await catalogue.find("backend", parsePart(backend).id)).offer.id;
  const note = (text: string): void => void process.stderr.write(`${styleText("dim", new Date().toISOString())} ${printable(text)}\n`);
  // Opened here once for what is wrong with it; workers open it for themselves. Only the answer to a read
  // tells a bucket that is missing from an object that is.
  await (await openSharedStore(store, { onDamage: () => undefined, note }, signal)).read("0".repeat(64));

  await using pools = new MachinePools(slots);
  note(
    `${name} serves ${address.shown}: ${kinds.join(", ")}; ${slots} at a time${served === undefined ? "" : `, on ${served}`}; store ${store}`,
  );
  const compute = async ({ request: raw, key }: Message, report: Report, stop: AbortSignal): Promise<void> => {
    const request = checked(raw);
    refuseOther(request, served);
    const own: WorkerRequest = {
      options: { ...request.options, plugins: [...plugin] },
      described: request.described,
      store,
      shared: true,
      workingFolder: process.cwd(),
      expected: { code: request.code, identity: request.store },
      ...(threads !== undefined && { threads }),
    };
    await pools.with(own, (executor) => executor.run({ key, label: `task ${key.slice(0, 8)}` }, report, stop));
  };
  const serving = { machine: name, slots, kinds, compute, note };
  await serve(
    address,
    {
      ...serving,
      ...(served !== undefined && { backend: served }),
      ...(idle !== undefined && { idle: idle * 60 }),
      ...(lease !== undefined && { lease }),
    },
    signal,
  );
  return EXIT.supported;
}

/** The request of a job, checked when it arrives; one that cannot be read is refused. */
function checked(raw: unknown): QueueRequest {
  try {
    return readQueueRequest(raw);
  } catch (error) {
    throw new Refusal(`the request of the coordinator cannot be read: ${reasonOf(error)}`);
  }
}

function refuseOther({ options }: QueueRequest, served: string | undefined): void {
  const asked = parsePart(typeof options["backend"] === "string" ? options["backend"] : "simd").id;
  if (served === undefined || served === asked) return;
  throw new Refusal(`it computes on ${served} alone (--backend), the run is on ${asked}`);
}

/** Kinds of tasks to serve, in the order in which they are taken: those first that most depends on. */
function kindsOf(only: readonly string[] | undefined): readonly string[] {
  const unknown = only?.find((kind) => !KIND_NAMES.includes(kind));
  if (unknown === undefined) return KIND_NAMES.filter((kind) => only?.includes(kind) ?? true);
  throw new Fault("bad-option", `There are no tasks of the kind "${unknown}".`, {
    value: unknown,
    mend: `${didYouMean(unknown, KIND_NAMES)}Choose among ${KIND_NAMES.join(", ")}.`,
  });
}

function atLeastOne(flag: string, value: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= 1024) return value;
  throw new Fault("bad-option", `${flag} must be a whole number from 1 to 1024 (got ${value}).`, { value });
}
