import { Fault, reasonOf } from "@disentangle/core";

/** What the client's errors tell besides their message. */
interface ServiceError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The status of the server's answer; undefined where there was none. */
export function statusOf(error: unknown): number | undefined {
  return (error as ServiceError).$metadata?.httpStatusCode;
}

/** Whether the server says that there is no such object; a bucket that is missing is another matter. */
export function isMissing(error: unknown): boolean {
  return statusOf(error) === 404 && (error as ServiceError).name !== "NoSuchBucket";
}

/** Whether a condition of the request did not hold, or somebody else was writing at that moment. */
export function isConflict(error: unknown): boolean {
  return [409, 412].includes(statusOf(error) ?? 0);
}

/**
 * An error of the client as a fault: `unavailable` where waiting may mend it (no answer, a server in
 * trouble), else `io`. Messages of the client hold no credentials.
 */
export function s3Fault(doing: string, where: string, error: unknown): Fault {
  const status = statusOf(error);
  const { name = "", code = "" } = error as ServiceError;
  const passing = (status === undefined && name !== "CredentialsProviderError") || status === 429 || (status ?? 0) >= 500;
  const why = status === undefined ? code || reasonOf(error) : `${status} ${name}`;
  return new Fault(passing ? "unavailable" : "io", `${doing} at ${where} failed (${why}).`, {
    value: where,
    cause: error,
    mend: passing ? "Look whether the server is up and can be reached; then start again, finished work is kept." : mendOf(name, status),
  });
}

function mendOf(name: string, status: number | undefined): string {
  if (name === "NoSuchBucket") return "Make the bucket, or name another one.";
  if (name === "CredentialsProviderError") {
    return "Give credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, AWS_PROFILE, or the role of the machine.";
  }
  if (status === 403 || status === 401)
    return "Look at the credentials and at what they may do: read, write, remove objects of this bucket.";
  if (status === 301) return "Name the bucket's region (AWS_REGION, or ?region= in the address).";
  return "Look at the cause, mend it, then start again.";
}
