import { Fault } from "@disentangle/core";
import type { Redis } from "ioredis";

/** What a {@link ServerWatch} works with. */
export interface Watching {
  /** The server, as it may be spoken of. */
  readonly shown: string;
  /** Seconds for which it is waited for. */
  readonly patience: number;
  /** What is done meanwhile, in words. */
  readonly meanwhile: string;
  readonly mend: string;
  readonly note: (text: string) => void;
  /** It can be reached again. */
  readonly onBack?: () => void;
}

/** Milliseconds between two looks. */
const LOOK = 1000;
/** Milliseconds after which it is said again that the server is away; each time twice as many. */
const AGAIN = 60_000;

/** Says when the server goes and comes, and gives up after a time. @internal */
export class ServerWatch implements Disposable {
  readonly #redis: Redis;
  readonly #watching: Watching;
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #since: number | undefined;
  #pause = AGAIN;
  #next = 0;

  constructor(redis: Redis, watching: Watching) {
    this.#redis = redis;
    this.#watching = watching;
    this.#timer = setInterval(() => this.#look(), Math.min(LOOK, watching.patience * 500));
  }

  /** Aborted, with a Fault `unavailable` as its reason, once the server was away for too long. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const { shown, patience, meanwhile, mend, note, onBack } = this.#watching;
    const now = performance.now();
    if (this.#redis.status === "ready") {
      if (this.#since === undefined) return;
      this.#since = undefined;
      note(`The queue ${shown} is back.`);
      onBack?.();
      return;
    }
    if (this.#since === undefined) {
      [this.#since, this.#pause, this.#next] = [now, AGAIN, now + AGAIN];
      note(`The queue ${shown} cannot be reached; ${meanwhile}, at most ${inWords(patience)}.`);
    }
    if (now - this.#since >= patience * 1000) {
      this[Symbol.dispose]();
      this.#lost.abort(
        new Fault("unavailable", `The queue ${shown} was not to be reached for ${inWords(patience)}.`, { value: shown, mend }),
      );
    } else if (now >= this.#next) {
      const left = patience - (now - this.#since) / 1000;
      note(`The queue ${shown} still cannot be reached; ${meanwhile}, at most ${inWords(left)} more.`);
      this.#pause *= 2;
      this.#next = now + this.#pause;
    }
  }
}

function inWords(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.round(seconds / 60)} minutes`;
}
