import { Fault } from "@disentangle/core";

/** A place on S3 or a compatible server. */
export interface S3Address {
  readonly bucket: string;
  /** Before the name of every object; empty, or with a slash at its end. */
  readonly prefix: string;
  /**
   * Another server than Amazon's; else what the environment says (`AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`).
   */
  readonly endpoint?: string;
  /** Else what the environment or the profile says (`AWS_REGION`). */
  readonly region?: string;
}

/**
 * `s3://bucket/prefix`, with `?endpoint=https://host:port` and `&region=…` where the environment does not say
 * them.
 *
 * @throws Fault `bad-option`
 */
export function parseS3Address(text: string): S3Address {
  const wrong = (what: string): Fault =>
    new Fault("bad-option", `The store's address ${what}.`, {
      mend: "Write it as s3://bucket/prefix, or s3://bucket/prefix?endpoint=https://host:9000 for another server than Amazon's; credentials come from the environment, a profile or the machine's role.",
    });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.protocol !== "s3:") throw wrong("cannot be read");
  if (url.username !== "" || url.password !== "") throw wrong("holds credentials, which would be seen in lists of processes");
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname)) throw wrong(`names no bucket (${url.hostname || "nothing"})`);
  const unknown = [...url.searchParams.keys()].find((name) => name !== "endpoint" && name !== "region");
  if (unknown !== undefined) throw wrong(`has an option "${unknown}", which is none of endpoint and region`);
  const [endpoint, region] = [url.searchParams.get("endpoint"), url.searchParams.get("region")];
  if (endpoint !== null && !/^https?:$/.test(URL.canParse(endpoint) ? new URL(endpoint).protocol : "")) {
    throw wrong("has an endpoint that is no http address");
  }
  const path = decodeURIComponent(url.pathname).replaceAll(/^\/+|\/+$/g, "");
  return {
    bucket: url.hostname,
    prefix: path === "" ? "" : `${path}/`,
    ...(endpoint !== null && { endpoint }),
    ...(region !== null && { region }),
  };
}
