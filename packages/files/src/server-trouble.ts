import { reasonOf } from "@disentangle/core";
import { codeOf } from "./file-fault.ts";

/** A server, or the way to it, did not do what it should. */
export class ServerTrouble extends Error {
  override readonly name = "ServerTrouble";
  /** Whether the same request may well succeed a little later. */
  readonly passing: boolean;

  constructor(problem: string, passing: boolean, cause?: unknown) {
    super(problem, { cause });
    this.passing = passing;
  }
}

/**
 * Names of hosts that do not exist and wrong addresses do not mend themselves; a refused, reset or silent
 * connection may.
 */
const LASTING = new Set(["ENOTFOUND", "ERR_INVALID_URL", "UND_ERR_INVALID_ARG", "CERT_HAS_EXPIRED", "DEPTH_ZERO_SELF_SIGNED_CERT"]);

const WORDS: Readonly<Record<string, string>> = {
  UND_ERR_HEADERS_TIMEOUT: "it does not answer",
  UND_ERR_BODY_TIMEOUT: "it went silent in the middle",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  UND_ERR_SOCKET: "the connection broke",
  ECONNRESET: "the connection broke",
  ECONNREFUSED: "the connection was refused",
  ENOTFOUND: "there is no such host, or no network",
  EAI_AGAIN: "its name cannot be looked up, perhaps for want of a network",
};

/** What a failed request means. */
export function troubleOf(error: unknown): ServerTrouble {
  const code = codeOf(error) ?? "";
  return new ServerTrouble(WORDS[code] ?? reasonOf(error), !LASTING.has(code), error);
}

/** Whether a status says that the same request may succeed later. */
export function isPassing(status: number): boolean {
  return status >= 500 || status === 408 || status === 416 || status === 425 || status === 429;
}
