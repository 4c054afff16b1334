import { createHash } from "node:crypto";
import { appendFile, rm } from "node:fs/promises";
import { Fault, type Dataset, type Json, type Offer, type Remote } from "@disentangle/core";
import { FileCache, type FileSet } from "@disentangle/files";
import { describe, expect, test } from "vitest";
import { datasetFilesLaws, testDatasetFiles, type DatasetFilesSubject } from "../src/index.ts";

const file: Remote = {
  name: "dots.bin",
  url: "http://dots.example.invalid/dots.bin",
  bytes: 3,
  hash: `sha256-${createHash("sha256").update("abc").digest("base64")}`,
};
const set: FileSet = { dataset: "dots", title: "Dots", source: "example.org", licence: "CC0", files: [file] };
const dataset = { id: "dots" } as Dataset;

type Make = (options: { readonly sample?: boolean }) => Promise<Dataset>;

function offerOf(
  make: Make,
  files: (options: Json) => readonly Remote[] = (options) => ((options as { sample?: boolean }).sample ? [] : [file]),
): Offer<"dataset"> {
  return {
    kind: "dataset",
    id: "dots",
    about: { title: set.title, summary: "Dots.", source: set.source, licence: set.licence },
    files,
    configure: (raw) => ({ options: raw as Json, make: () => make(raw as { sample?: boolean }) }),
  };
}

const good: Make = async ({ sample = false }) => {
  if (!sample) await new FileCache().demand(set);
  return dataset;
};
const subject = (offer: Offer<"dataset">): DatasetFilesSubject => ({ offer, demanding: {}, content: { sample: true } });

testDatasetFiles("dots", subject(offerOf(good)));

describe("a broken dataset with files is caught", () => {
  const broken: readonly (readonly [string, number, Offer<"dataset">])[] = [
    ["names no files", 0, offerOf(good, () => [])],
    ["names others every time", 0, offerOf(good, () => [{ ...file, name: `dots-${Math.random()}.bin` }])],
    ["has a folder in a name", 0, offerOf(good, () => [{ ...file, name: "../dots.bin" }])],
    ["has a hash cut short", 0, offerOf(good, () => [{ ...file, hash: file.hash.slice(0, 20) }])],
    ["has no size", 0, offerOf(good, () => [{ ...file, bytes: 0 }])],
    ["says no licence", 1, { ...offerOf(good), about: { title: "Dots", summary: "Dots.", source: "example.org" } }],
    ["needs files for its sample", 2, offerOf(async () => good({}))],
    ["opens without its files", 3, offerOf(async () => dataset)],
    [
      "downloads unasked",
      3,
      offerOf(async () => {
        await new FileCache({ offline: false, patience: { attempts: 1 } }).fetch(set);
        return dataset;
      }),
    ],
    [
      "does not say how to get them",
      3,
      offerOf(async () => {
        throw new Fault("unavailable", "Dots are not here.");
      }),
    ],
    [
      "takes damaged files for whole ones",
      4,
      offerOf(async (options) => {
        const [found] = await new FileCache().look(set);
        return found?.state === "damaged" ? dataset : good(options);
      }),
    ],
    [
      "throws damaged files away",
      4,
      offerOf(async (options) => {
        const cache = new FileCache();
        const opening = good(options);
        await opening.catch(() => rm(cache.pathOf("dots", file), { force: true }));
        return opening;
      }),
    ],
    [
      "leaves something behind",
      3,
      offerOf(async (options) => {
        const cache = new FileCache();
        await appendFile(cache.pathOf("dots", { name: "log" }), "here").catch(() => undefined);
        return good(options);
      }),
    ],
  ];

  test.each(broken)("one that %s", async (_, law, offer) => {
    await expect(datasetFilesLaws[law]?.check(subject(offer))).rejects.toThrow();
  });
});
