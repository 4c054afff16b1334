import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const WIDTH = 110;

// The formatter leaves comments as they are.
test("lines of comments are no wider than people read", () => {
  const files = globSync("{docs,examples,harness,packages,plugins,test,tools}/**/*.{ts,tsx,mjs}", {
    cwd: root,
    exclude: (name) => /(?:^|\/)(?:node_modules|dist|release|\..*)$/.test(name),
  });
  expect(files.length).toBeGreaterThan(500);
  const wide = files.flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split("\n")
      .flatMap((line, i) => {
        const comment = /^\s*(?:\/\/|\/?\*)/.test(line) && !line.includes("oxlint-disable");
        return comment && line.length > WIDTH ? [`${file}:${i + 1}`] : [];
      }),
  );
  expect(wide).toEqual([]);
});
