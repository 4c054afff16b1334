import type { Artifact } from "@disentangle/artifacts";
import { Fault, reasonOf, throwIfAborted } from "@disentangle/core";
import pRetry from "p-retry";
import type { PlacedStore } from "./placed-store.ts";

/** Milliseconds for which a store that cannot be reached is waited for. */
const PATIENCE = 600_000;
/** Milliseconds between two tries: at first, and at most. */
const [SOON, LATER] = [500, 10_000];

/** What a network folder or its server says while it is away. */
const AWAY = new Set([
  "ENOENT",
  "EIO",
  "ESTALE",
  "ETIMEDOUT",
  "EHOSTDOWN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTCONN",
  "ECONNREFUSED",
  "ENXIO",
  "ENODEV",
]);

/** What a folder says in which there is no room, be it that of one user. */
const FULL = new Set(["ENOSPC", "EDQUOT"]);

/** How a store is waited for. */
interface Waiting {
  /** What people call it. */
  readonly name: string;
  readonly note: (text: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** Whether its folder is there: where that is not mounted, no artifact is missing. */
  readonly isThere?: () => boolean;
}

/**
 * A store on the network: where it cannot be reached, or is full, it is waited for, ten minutes at most, and
 * people are told. All machines fill the same one, so none of them would fare better.
 */
export class PatientStore implements PlacedStore {
  readonly #store: PlacedStore;
  readonly #waiting: Waiting;
  /** What is said once it is over. */
  #trouble: { readonly over: string } | undefined;

  constructor(store: PlacedStore, waiting: Waiting) {
    this.#store = store;
    this.#waiting = waiting;
  }

  path(key: string): string {
    return this.#store.path(key);
  }

  has(key: string): Promise<boolean> {
    return this.#patiently(async () => (await this.#store.has(key)) || this.#missing());
  }

  read(key: string): Promise<Artifact | undefined> {
    return this.#patiently(async () => (await this.#store.read(key)) ?? (this.#missing() || undefined));
  }

  write(key: string, content: Parameters<PlacedStore["write"]>[1]): Promise<void> {
    return this.#patiently(() => this.#store.write(key, content));
  }

  remove(key: string): Promise<void> {
    return this.#patiently(() => this.#store.remove(key));
  }

  /** An artifact is not in the store. Throws where all of the store is not there. */
  #missing(): false {
    const { isThere, name } = this.#waiting;
    if (isThere?.() === false)
      throw new Fault("unavailable", `The folder ${name} is gone.`, { value: name, cause: new Error("ENOENT"), mend: "Mount it again." });
    return false;
  }

  async #patiently<T>(act: () => Promise<T>): Promise<T> {
    const { note, signal } = this.#waiting;
    throwIfAborted(signal);
    // Other calls may go well meanwhile: a store that is full is still read from.
    let failed = false;
    try {
      const answer = await pRetry(act, {
        retries: Number.POSITIVE_INFINITY,
        maxRetryTime: PATIENCE,
        minTimeout: SOON,
        maxTimeout: LATER,
        ...(signal && { signal }),
        shouldRetry: ({ error }) => isAway(error) || isFull(error),
        onFailedAttempt: ({ error }) => {
          failed = true;
          this.#tell(error);
        },
      });
      if (failed && this.#trouble !== undefined) note(this.#trouble.over);
      return answer;
    } catch (error) {
      // What the signal ended has the reason of the signal.
      throwIfAborted(signal);
      throw error;
    } finally {
      if (failed) this.#trouble = undefined;
    }
  }

  /** Tells of trouble that is waited for, once. */
  #tell(error: unknown): void {
    const { name, note } = this.#waiting;
    if (this.#trouble !== undefined) return;
    const most = `at most ${PATIENCE / 60_000} minutes`;
    if (isFull(error)) {
      this.#trouble = { over: `The store ${name} has room again.` };
      note(`The store ${name} is full (${codeOf(error)}): free some space. Waiting for it, ${most}.`);
    } else if (isAway(error)) {
      this.#trouble = { over: `The store ${name} is back.` };
      note(`The store ${name} cannot be reached: ${reasonOf(error)} Waiting for it, ${most}.`);
    }
  }
}

function isAway(error: unknown): boolean {
  // What has no cause, such as a seal of another secret, does not pass by waiting.
  if (Fault.is(error, "unavailable")) return error.cause !== undefined;
  return AWAY.has(codeOf(error));
}

function isFull(error: unknown): boolean {
  return FULL.has(codeOf(error));
}

/** What the system said; empty where it was not asked. */
function codeOf(error: unknown): string {
  if (!Fault.is(error, "io")) return "";
  const { cause } = error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
