/**
 * What went wrong, in a word that callers may branch on:
 *
 * - `unknown-part`: no plugin offers a part of that kind and name;
 * - `bad-option`: an option is missing, of the wrong type or out of range;
 * - `contradiction`: options that are each fine but cannot go together;
 * - `bad-plugin`: a plugin cannot be loaded, or breaks its contract;
 * - `bad-data`: a file is truncated, corrupt or not what its index says;
 * - `not-finite`: a model or a loss returned NaN or an infinity;
 * - `unavailable`: something the part needs (a device, a library) is not here;
 * - `out-of-memory`: more memory was asked for than the stated limit allows;
 * - `io`: reading or writing failed (full disk, read-only folder);
 * - `aborted`: the caller asked to stop;
 * - `unbound` and `cycle`: the wiring of a run lacks a part, or goes round in a circle;
 * - `crashed`: a worker or a device died.
 */
export type FaultCode =
  | "unknown-part"
  | "bad-option"
  | "contradiction"
  | "bad-plugin"
  | "bad-data"
  | "not-finite"
  | "unavailable"
  | "out-of-memory"
  | "io"
  | "aborted"
  | "unbound"
  | "cycle"
  | "crashed";

/** What a {@link Fault} is made of besides its message. */
export interface FaultDetails {
  /** The offending value, as it was received. */
  readonly value?: unknown;
  /** How to mend it: one imperative sentence. */
  readonly mend?: string;
  /** The error that led to this one. */
  readonly cause?: unknown;
}

/**
 * The one error class of Disentangle. Callers branch on {@link Fault.code}, people read the message, which
 * ends with how to mend it.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: FaultCode;
  /** The message without how to mend it. */
  readonly problem: string;
  readonly value: unknown;
  readonly mend: string | undefined;

  constructor(code: FaultCode, message: string, details: FaultDetails = {}) {
    // A sentence that ends with what another error said, which may have ended with a mark of its own.
    const problem = message.replace(/([.!?])\.$/, "$1");
    super(
      details.mend === undefined ? problem : `${problem} ${details.mend}`,
      details.cause === undefined ? undefined : { cause: details.cause },
    );
    this.code = code;
    this.problem = problem;
    this.value = details.value;
    this.mend = details.mend;
  }

  /** Whether `error` is a fault (of that code), also one thrown by another copy of this package. */
  static is(error: unknown, code?: FaultCode): error is Fault {
    return error instanceof Error && error.name === "Fault" && "code" in error && (code === undefined || error.code === code);
  }
}
