import "reflect-metadata/lite";
import { Fault, type Protocol, type Scope, type Token } from "@disentangle/core";
import { container, instancePerContainerCachingFactory, type DependencyContainer } from "tsyringe";

/** One run's own object graph: what it makes, it frees, last made first. */
export class RunScope implements Scope, AsyncDisposable {
  readonly seed: number;
  readonly protocol: Protocol;
  readonly signal: AbortSignal;
  readonly #container: DependencyContainer = container.createChildContainer();
  /** What is to be freed; `AsyncDisposableStack` came with Node 24. */
  readonly #made: (() => PromiseLike<void> | void)[] = [];
  readonly #path: symbol[] = [];

  constructor(settings: { readonly seed: number; readonly protocol: Protocol; readonly signal: AbortSignal }) {
    this.seed = settings.seed;
    this.protocol = settings.protocol;
    this.signal = settings.signal;
  }

  /** Binds a part that is made when it is first asked for. */
  bind<T>(token: Token<T>, make: (scope: Scope) => T): this {
    const useFactory = instancePerContainerCachingFactory(() => this.own(make(this)));
    this.#container.register<T>(token, { useFactory });
    return this;
  }

  /** Makes a part that must be awaited now, and binds it. */
  async open<T>(token: Token<T>, make: (scope: Scope) => Promise<T>): Promise<T> {
    const value = this.own(await make(this));
    this.#container.registerInstance<T>(token, value);
    return value;
  }

  get<T>(token: Token<T>): T {
    const path = [...this.#path, token].map((step) => step.description).join(" > ");
    if (this.#path.includes(token)) throw new Fault("cycle", `Parts need each other in a circle: ${path}.`, { value: path });
    if (!this.#container.isRegistered(token, true)) {
      throw new Fault("unbound", `Nothing is bound to ${path}.`, {
        value: path,
        mend: "Choose a part of that kind, or a plugin that offers one.",
      });
    }
    this.#path.push(token);
    try {
      return this.#container.resolve<T>(token);
    } finally {
      this.#path.pop();
    }
  }

  /** Frees everything, also after one part failed to be freed; then throws what went wrong. */
  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (const free of this.#made.splice(0).toReversed()) {
      try {
        await free();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 1) throw new AggregateError(failures, "Several parts of the run cannot be freed.");
    if (failures.length === 1) throw failures[0];
  }

  /** Frees that value with the run, where it can be freed. */
  own<T>(value: T): T {
    if (typeof value === "object" && value !== null) {
      if (Symbol.asyncDispose in value) this.#made.push(() => (value as AsyncDisposable)[Symbol.asyncDispose]());
      else if (Symbol.dispose in value) this.#made.push(() => (value as Disposable)[Symbol.dispose]());
    }
    return value;
  }
}
