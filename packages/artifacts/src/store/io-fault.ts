import { Fault } from "@disentangle/core";

/** The error of the file system as a fault that names the folder and how to mend it. @internal */
export function ioFault(doing: string, folder: string, cause: unknown): Fault {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
  const mend = MENDS[code] ?? "Look at the cause, mend it, or choose another folder; then start again.";
  return new Fault("io", `${doing} in ${folder} failed (${code}).`, { value: folder, mend, cause });
}

const FULL = "The disk is full: free some space or choose another folder; then start again, finished work is kept.";
const CLOSED = "The folder cannot be written to: change its permissions or choose another one; then start again.";
const GONE = "The folder is gone or not a folder: make it or choose another one; then start again.";
const FILES = "Too many files are open: allow more, such as with `ulimit -n 1024`; then start again.";

const MENDS: Readonly<Record<string, string>> = {
  ENOSPC: FULL,
  EDQUOT: FULL,
  EFBIG: FULL,
  EROFS: CLOSED,
  EACCES: CLOSED,
  EPERM: CLOSED,
  ENOENT: GONE,
  ENOTDIR: GONE,
  EEXIST: GONE,
  EMFILE: FILES,
  ENFILE: FILES,
};
