import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodePicture } from "@disentangle/images/pictures";
import { expect, test } from "vitest";
import { cutPhotograph } from "../src/cut.ts";
import { photograph } from "./celeba-folder.ts";

const python = process.env["PYTHON"] ?? "python3";
const script = fileURLToPath(new URL("../tools/cut.py", import.meta.url));

function hasNumpy(): boolean {
  try {
    execFileSync(python, ["-c", "import numpy"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!hasNumpy()).each([
  [178, 218],
  [179, 221],
  [30, 40],
])("a photograph of %i × %i is cut as numpy cuts it", async (width, height) => {
  const bytes = await photograph(1, width, height);
  const { pixels } = await decodePicture("one.jpg", bytes, 3);
  const folder = mkdtempSync(join(tmpdir(), "disentangle-cut-"));
  writeFileSync(join(folder, "pixels"), pixels);
  const printed = execFileSync(python, [script, String(height), String(width), join(folder, "pixels")], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  const wanted = printed.trim().split("\n").map(Number);
  const cut = await cutPhotograph("one.jpg", bytes);
  expect(wanted).toHaveLength(56 * 48 * 3);
  for (const [i, value] of cut.entries()) expect(Math.abs(value - (wanted[i] as number))).toBeLessThan(1e-6);
});
