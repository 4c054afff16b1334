import { isAbsolute, join, resolve } from "node:path";
import { Fault } from "@disentangle/core";
import envPaths from "env-paths";

/** Environment variable that names the folder of the datasets' files. */
export const DATA_VARIABLE = "DISENTANGLE_DATA";

/** Environment variable that forbids every download when it is set to anything but "" and "0". */
export const OFFLINE_VARIABLE = "DISENTANGLE_OFFLINE";

/**
 * The folder of the datasets' files: `chosen`, else what {@link DATA_VARIABLE} says, else `datasets` in the
 * platform's cache folder (`$XDG_CACHE_HOME/disentangle` or `~/.cache/disentangle` on Linux,
 * `~/Library/Caches/disentangle`, `%LOCALAPPDATA%\disentangle\Cache`).
 *
 * @param chosen what the user said on the command line; relative to the working directory
 * @throws Fault `bad-option` if the variable holds a relative path, which would name another folder from
 * everywhere
 */
export function cacheFolder(chosen?: string, environment: Readonly<Record<string, string | undefined>> = process.env): string {
  if (chosen !== undefined && chosen !== "") return resolve(chosen);
  const named = environment[DATA_VARIABLE] ?? "";
  if (named === "") return join(envPaths("disentangle", { suffix: "" }).cache, "datasets");
  if (isAbsolute(named)) return named;
  throw new Fault("bad-option", `${DATA_VARIABLE} holds the relative path ${named}.`, { value: named, mend: "Give an absolute path." });
}

/** Whether downloads are forbidden by {@link OFFLINE_VARIABLE}. */
export function isOffline(environment: Readonly<Record<string, string | undefined>> = process.env): boolean {
  return !["", "0"].includes(environment[OFFLINE_VARIABLE] ?? "");
}
