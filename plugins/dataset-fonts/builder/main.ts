/**
 * Builds the prototypes of FONTS; run by hand, never by the tests or by users:
 *
 *     node builder/main.ts fetch <names file> <folder of google-font-metadata's data> <work folder>
 *     node builder/main.ts build <work folder>
 *     node builder/main.ts check <work folder>
 *
 * `fetch` takes a file with one package name a line and fetches the chosen ones into the work folder, `build`
 * writes `data/` and, in the work folder, the log of refusals and contact sheets, `check` draws the faces in
 * the index again and compares their hashes.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildFixture } from "./build-fixture.ts";
import { checkFixture } from "./check-fixture.ts";
import { fetchFonts } from "./fetch-fonts.ts";
import { selectCandidates } from "./select-candidates.ts";

const [command, ...parameters] = process.argv.slice(2);
const data = join(import.meta.dirname, "../data");

if (command === "fetch" && parameters.length === 3) {
  const [namesFile = "", metadata = "", work = ""] = parameters;
  const read = (name: string): unknown => JSON.parse(readFileSync(join(metadata, name), "utf8"));
  const candidates = selectCandidates(
    readFileSync(namesFile, "utf8").trim().split("\n"),
    read("google-fonts-v2.json") as Parameters<typeof selectCandidates>[1],
    read("licenses.json") as Parameters<typeof selectCandidates>[2],
  );
  console.log(`${candidates.length} packages`);
  await fetchFonts(candidates, join(work, "fonts"));
} else if (command === "build" && parameters.length === 1) {
  const [work = ""] = parameters;
  mkdirSync(data, { recursive: true });
  const { files, log, sheets } = buildFixture(join(work, "fonts"));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(data, name), content);
  writeFileSync(join(work, "refusals.tsv"), log.map((line) => `${line.join("\t")}\n`).join(""));
  for (const [index, sheet] of sheets.entries()) writeFileSync(join(work, `sheet-${index}.png`), sheet);
} else if (command === "check" && parameters.length === 1) {
  const [work = ""] = parameters;
  const wrong = checkFixture(join(work, "fonts"), data);
  for (const line of wrong) console.log(line);
  process.exitCode = wrong.length === 0 ? 0 : 1;
} else {
  console.error("Usage: fetch <names file> <metadata folder> <work folder> | build <work folder> | check <work folder>");
  process.exitCode = 2;
}
