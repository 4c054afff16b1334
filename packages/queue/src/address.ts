import { Fault } from "@disentangle/core";

/** A queue as it was named: a Redis server, and how it may be spoken of. */
export interface QueueAddress {
  readonly options: {
    readonly host: string;
    readonly port: number;
    readonly db: number;
    readonly username?: string;
    readonly password?: string;
    readonly tls?: { readonly servername: string };
  };
  /** The address without name and password; the only form that is ever printed. */
  readonly shown: string;
}

const EXAMPLE = "Write it as redis://host:6379, or rediss://name:password@host:6380 with TLS; Valkey goes by the same addresses.";

/**
 * The address of a Redis or Valkey server: `redis://[[name]:password@]host[:port][/database]`, `rediss://`
 * with TLS.
 *
 * @throws Fault `bad-option`, which never repeats the text, as it may hold a password
 */
export function parseQueueAddress(text: string): QueueAddress {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const wrong = (what: string): Fault => new Fault("bad-option", `The queue's address ${what}.`, { mend: EXAMPLE });
  if (url === undefined) throw wrong("cannot be read");
  if (url.protocol !== "redis:" && url.protocol !== "rediss:") throw wrong(`begins with ${url.protocol}, which is no Redis`);
  if (url.hostname === "") throw wrong("names no host");
  const database = url.pathname.replace(/^\//, "");
  if (!/^\d*$/.test(database)) throw wrong("names a database that is no number");
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? 6379 : Number(url.port);
  return {
    options: {
      host,
      port,
      db: Number(database),
      ...(url.username !== "" && { username: decodeURIComponent(url.username) }),
      ...(url.password !== "" && { password: decodeURIComponent(url.password) }),
      ...(url.protocol === "rediss:" && { tls: { servername: host } }),
    },
    shown: `${url.protocol}//${url.hostname}:${port}${database === "" ? "" : `/${database}`}`,
  };
}
