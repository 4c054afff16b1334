import type { Artifact } from "@disentangle/artifacts";
import { Fault, reasonOf } from "@disentangle/core";
import pRetry from "p-retry";
import type { PlacedStore } from "./placed-store.ts";

/** Milliseconds for which a store that cannot be reached is waited for. */
const PATIENCE = 600_000;
/** Milliseconds between two tries: at first, and at most. */
const [SOON, LATER] = [500, 10_000];

/** What a network folder or its server says while it is away; a disk that is full is none of these. */
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
 * A store on the network: where it cannot be reached it is waited for, ten minutes at most, and people are
 * told.
 */
export class PatientStore implements PlacedStore {
  readonly #store: PlacedStore;
  readonly #waiting: Waiting;
  #away = false;

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
    const { name, note, signal } = this.#waiting;
    const answer = await pRetry(act, {
      retries: Number.POSITIVE_INFINITY,
      maxRetryTime: PATIENCE,
      minTimeout: SOON,
      maxTimeout: LATER,
      ...(signal && { signal }),
      shouldRetry: ({ error }) => isAway(error),
      onFailedAttempt: ({ error }) => {
        if (this.#away || !isAway(error)) return;
        this.#away = true;
        note(`The store ${name} cannot be reached: ${reasonOf(error)} Waiting for it, at most ${PATIENCE / 60_000} minutes.`);
      },
    });
    if (this.#away) {
      this.#away = false;
      note(`The store ${name} is back.`);
    }
    return answer;
  }
}

function isAway(error: unknown): boolean {
  // What has no cause, such as a seal of another secret, does not pass by waiting.
  if (Fault.is(error, "unavailable")) return error.cause !== undefined;
  if (!Fault.is(error, "io")) return false;
  const { cause } = error;
  return cause instanceof Error && "code" in cause && AWAY.has(String(cause.code));
}
