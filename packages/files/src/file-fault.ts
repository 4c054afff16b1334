import { Fault, reasonOf } from "@disentangle/core";

const FULL = "The disk is full: free some space, or choose another folder with --data; what was downloaded is kept.";
const CLOSED = "Change its permissions, or choose another folder.";

const MENDS: Readonly<Record<string, string>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: FULL,
  EROFS: "It is read-only: choose another folder.",
  EACCES: CLOSED,
  EPERM: CLOSED,
  ENOENT: "Check the path.",
  ENOTDIR: "A part of the path is a file: choose another folder.",
  EISDIR: "It is a folder where a file was expected: check the path.",
  EEXIST: "A part of the path is a file: choose another folder.",
  EMFILE: "Too many files are open: close other programs, or raise the limit (ulimit -n).",
};

/**
 * An error of the file system as a Fault `io` that names the path and how to mend it; a Fault stays as it is.
 */
export function fileFault(doing: string, path: string, cause: unknown): Fault {
  if (Fault.is(cause)) return cause;
  const code = codeOf(cause);
  return new Fault("io", `${doing} ${path} failed (${code ?? reasonOf(cause)}).`, {
    value: path,
    mend: MENDS[code ?? ""] ?? "Look at the cause, and try again.",
    cause,
  });
}

/** The code of a system error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
