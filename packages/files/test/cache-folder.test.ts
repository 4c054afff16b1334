import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { cacheFolder, isOffline, sizeText } from "../src/index.ts";

test("what the command line says comes first, then the environment, then the platform's cache", () => {
  expect(cacheFolder("here", { DISENTANGLE_DATA: "/there" })).toBe(resolve("here"));
  expect(cacheFolder(undefined, { DISENTANGLE_DATA: "/there" })).toBe("/there");
  const own = cacheFolder(undefined, {});
  if (process.platform === "linux") {
    expect(own).toBe(join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "disentangle", "datasets"));
  } else expect(own).toMatch(/disentangle/);
});

test("a relative folder in the environment is refused, as it names another one from everywhere", () => {
  expect(() => cacheFolder(undefined, { DISENTANGLE_DATA: "data" })).toThrow(expect.objectContaining({ code: "bad-option" }));
});

test("offline is what the variable says", () => {
  expect(["", "0", "1", "yes"].map((value) => isOffline({ DISENTANGLE_OFFLINE: value }))).toEqual([false, false, true, true]);
  expect(isOffline({})).toBe(false);
});

test("sizes read as people write them", () => {
  expect([5, 999, 5148, 29_515, 999_700, 26_421_880, 561_753_746, 2.4e9].map(sizeText)).toEqual([
    "5 bytes",
    "999 bytes",
    "5.1 kB",
    "30 kB",
    "1.0 MB",
    "26 MB",
    "562 MB",
    "2.4 GB",
  ]);
});
