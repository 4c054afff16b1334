import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { CONTRACT } from "@disentangle/core";
import sharp from "sharp";
import { expect, test } from "vitest";
import { folder, run, TINY } from "./command.ts";

const CLAIM = ["--claims", "4", "--attacked", "10", "--test-images", "50"];

/** The environment with a cache of its own, so that no test sees what this machine has fetched. */
const cache = (path: string): NodeJS.ProcessEnv => ({ ...process.env, DISENTANGLE_DATA: path, DISENTANGLE_OFFLINE: "1" });

test("a dataset without its files runs on its sample, and the report says so everywhere", async () => {
  const own = folder();
  const out = join(own, "run");
  const { status, stderr } = await run(["--dataset", "emnist", ...TINY, ...CLAIM, "--out", out], { env: cache(join(own, "cache")) });
  expect(status, stderr).toBe(21);
  expect(stderr).toContain("emnist (sample)");
  const result = JSON.parse(readFileSync(join(out, "result.json"), "utf8")) as { settings: { dataset: { id: string; sample?: boolean } } };
  expect(result.settings.dataset).toMatchObject({ id: "emnist", sample: true });
  expect(readFileSync(join(out, "summary.md"), "utf8")).toMatch(/^# emnist \(sample\)/);
  expect(readFileSync(join(out, "report/index.html"), "utf8")).toMatch(/<h1>.*EMNIST \(sample\)/);
});

test("sizes that a sample does not have are refused with the command that gets the rest; the cache stays empty", async () => {
  const env = cache(folder());
  const { status, stderr } = await run(["--dataset", "emnist", "--sizes", "10000", "--claims", "4", "--dry-run"], { env });
  expect(status).toBe(2);
  expect(stderr).toMatch(/10000 training images were asked for; emnist has 6000.*disentangle fetch emnist/);
});

test("files that are missing end a run before anything is computed, with size, source, licence and command", async () => {
  const { status, stderr } = await run(["--dataset", "emnist:group=letters", "--claims", "4"], { env: cache(folder()) });
  expect(status).toBe(2);
  for (const part of ["562 MB", "NIST", "US government", "disentangle fetch emnist"]) expect(stderr).toContain(part);
});

test("fetch says what it would download, heeds --offline, and what must be got by hand", async () => {
  const own = folder();
  const offline = await run(["fetch", "fashion-mnist", "--data", join(own, "cache"), "--offline"]);
  expect(offline.status).toBe(2);
  expect(offline.stdout).toMatch(/Fashion-MNIST: 31 MB from Zalando.* MIT/);
  expect(offline.stderr).toContain("DISENTANGLE_OFFLINE");
  const byHand = await run(["fetch", "celeba"]);
  expect([byHand.status, byHand.stderr]).toEqual([2, expect.stringContaining("mmlab.ie.cuhk.edu.hk")]);
  expect(await run(["fetch", "fonts"])).toMatchObject({ status: 0, stdout: expect.stringContaining("needs no download") });
  expect(await run(["fetch", "emnist:files=sample"])).toMatchObject({ status: 0, stdout: expect.stringContaining("needs no download") });
  expect(await run(["fetch", "emnits"])).toMatchObject({ status: 2, stderr: expect.stringContaining('Did you mean "emnist"?') });
});

test("fetch downloads what a plugin names, says how far it is, and only verifies it the next time", async () => {
  const own = folder();
  const content = Buffer.alloc(2_000_000, "disentangle");
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    response.writeHead(200, { "content-length": content.length }).write(content.subarray(0, 1_000_000));
    setTimeout(() => response.end(content.subarray(1_000_000)), 300);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const hash = `sha256-${createHash("sha256").update(content).digest("base64")}`;
  const files = [{ name: "toy.bin", url: `http://127.0.0.1:${port}/toy.bin`, bytes: content.length, hash }];
  const about = { title: "Toy", summary: "A toy.", source: "this test", licence: "CC0" };
  const plugin = join(own, "toy.mjs");
  writeFileSync(
    plugin,
    `export default { name: "toy", version: "1.0.0", contract: ${CONTRACT}, offers: [{ kind: "dataset", id: "toy", about: ${JSON.stringify(about)},
      files: () => ${JSON.stringify(files)}, configure: () => ({ options: {}, make: async () => { throw new Error("not asked for"); } }) }] };`,
  );
  const args = ["fetch", "toy", "--plugin", plugin, "--data", join(own, "cache")];
  const first = await run(args);
  expect([first.status, first.stdout]).toEqual([
    0,
    expect.stringMatching(/Toy: 2\.0 MB from this test\. CC0\.\nToy is here, verified: .*cache\/toy\n/),
  ]);
  expect(first.stderr).toMatch(/toy\.bin: \d+ % of 2\.0 MB[^]*toy\.bin: 100 % of 2\.0 MB\ntoy\.bin: verified/);
  expect(readFileSync(join(own, "cache", "toy", "toy.bin")).equals(content)).toBe(true);
  expect((await run(args)).stderr).toBe("toy.bin: verified\n");
  expect(requests).toBe(1);
  server.close();
});

test("doctor tells a dataset that is here from one that is missing or damaged", async () => {
  const own = folder();
  const before = await run(["doctor", "--json"], { env: cache(own) });
  const rows = (text: string): Record<string, { works: boolean; detail?: string; reason?: string; mend?: string }> =>
    Object.fromEntries((JSON.parse(text) as { kind: string; id: string; works: boolean }[]).map((row) => [`${row.kind} ${row.id}`, row]));
  expect(rows(before.stdout)).toMatchObject({
    "dataset fonts": { works: true },
    "dataset emnist": { works: true, detail: expect.stringMatching(/6,000 training and 2,000 test images, a sample.*fetch emnist/) },
    "dataset celeba": { works: false, mend: expect.stringContaining("mmlab") },
    "dataset images": { works: false, mend: expect.stringContaining("folder=") },
  });
  mkdirSync(join(own, "emnist"));
  writeFileSync(join(own, "emnist", "gzip.zip"), "not the archive");
  const after = await run(["doctor", "--json"], { env: cache(own) });
  expect(rows(after.stdout)["dataset emnist"]).toMatchObject({
    works: false,
    reason: expect.stringMatching(/damaged \(.*gzip.zip\)/),
    mend: expect.stringContaining("fetch emnist"),
  });
});

test("files that are damaged end a run in the same way, by name; a picture that breaks off ends it when it is needed", async () => {
  const own = folder();
  const env = cache(join(own, "cache"));
  const noise = { type: "gaussian" as const, mean: 128, sigma: 40 };
  for (const name of ["one", "two"]) {
    mkdirSync(join(own, "pictures", name), { recursive: true });
    for (let i = 0; i < 10; i++) {
      const picture = sharp({ create: { width: 16, height: 16, channels: 3, background: "#000", noise } });
      writeFileSync(join(own, "pictures", name, `${i}.png`), await picture.png().toBuffer());
    }
  }
  const args = ["--dataset", `images:folder=${join(own, "pictures")}`, "--profile", "smoke", "--sizes", "8,16", ...CLAIM];
  const broken = join(own, "pictures", "one", "3.png");
  const whole = readFileSync(broken);
  writeFileSync(broken, whole.subarray(0, whole.length / 2));
  const within = await run([...args, "--out", join(own, "run"), "--test-images", "4", "--attacked", "4"], { env });
  expect([within.status, within.stderr]).toEqual([4, expect.stringMatching(/one\/3\.png.*Replace it/)]);
  writeFileSync(broken, "no picture");
  const before = await run([...args, "--dry-run"], { env });
  expect([before.status, before.stderr]).toEqual([2, expect.stringMatching(/one\/3\.png.*Replace it/)]);
});

test("one's own coloured pictures go through every attack", async () => {
  const own = folder();
  const colours = { blue: "#3050d0", green: "#30b040", red: "#c03030" };
  for (const [name, background] of Object.entries(colours)) {
    mkdirSync(join(own, "pictures", name), { recursive: true });
    for (let i = 0; i < 30; i++) {
      const noise = { type: "gaussian" as const, mean: 128, sigma: 20 + i };
      const grain = await sharp({ create: { width: 20, height: 16, channels: 3, background: "#000", noise } })
        .png()
        .toBuffer();
      const picture = sharp({ create: { width: 20, height: 16, channels: 3, background } }).composite([
        { input: grain, blend: "soft-light" },
      ]);
      writeFileSync(join(own, "pictures", name, `${i}.png`), await picture.png().toBuffer());
    }
  }
  const attacks = ["pgd-l2", "pgd-l1", "cw-l2:iterations=5", "apgd-linf:iterations=5", "transfer", "random"];
  const { status, stderr } = await run(
    [
      "--dataset",
      `images:folder=${join(own, "pictures")}`,
      "--profile",
      "smoke",
      "--sizes",
      "30,60",
      "--attacked",
      "6",
      "--spaces",
      "image,transformation",
      "--claims",
      "4",
      "--beside",
      attacks.join(),
      "--out",
      join(own, "run"),
    ],
    { env: cache(join(own, "cache")) },
  );
  expect(status, stderr).toBe(21);
  const { settings, attacks: rows } = JSON.parse(readFileSync(join(own, "run", "result.json"), "utf8")) as {
    settings: { dataset: { image: number[]; classes: string[] } };
    attacks: { attack: string; space: string }[];
  };
  expect(settings.dataset).toMatchObject({ image: [16, 20, 3], classes: ["blue", "green", "red"] });
  const seen = new Set(rows.map(({ attack }) => attack.replace(/:.*/, "")));
  expect([...seen].toSorted()).toEqual(["apgd-linf", "cw-l2", "pgd-l1", "pgd-l2", "pgd-linf", "random", "transfer"]);
  // Few pictures of plain colours fall under transformations, and the figure shows those that fall
  // everywhere.
  const shown = await run(
    [
      "--dataset",
      `images:folder=${join(own, "pictures")}`,
      "--profile",
      "smoke",
      "--sizes",
      "30,60",
      "--attacked",
      "6",
      "--spaces",
      "image",
      "--claims",
      "4",
      "--out",
      join(own, "shown"),
    ],
    { env: cache(join(own, "cache")) },
  );
  expect(shown.stderr).toContain("already there");
  expect(readFileSync(join(own, "shown", "report/index.html"), "utf8").includes("data:image/png;base64,")).toBe(true);
});
