import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { hasChromium, ISOLATION, openPage, withoutChromium, type PageOutcome } from "./page.ts";

// A bundler that does not follow `new URL(…, import.meta.url)` leaves kernels and worker behind.

const ROOT = join(import.meta.dirname, "..");
const page = (paths: string): string => `
import { configureSimd, setSimdPaths, simdInfo } from "@disentangle/backend-simd";
import * as tf from "@tensorflow/tfjs";

setSimdPaths(${paths});
configureSimd({ threads: 2 });
if (await tf.setBackend("simd")) {
  const product = await tf.matMul(tf.ones([64, 64]), tf.fill([64, 64], 2)).data();
  document.body.textContent = JSON.stringify({ product: product[0], threads: simdInfo().threads });
  document.title = "done";
} else document.title = "failed";
`;

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function bundled(paths: string): Promise<PageOutcome> {
  const site = await mkdtemp(join(tmpdir(), "disentangle-esbuild-"));
  folders.push(site);
  const settings = {
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["@disentangle/source"],
    logLevel: "error",
  } satisfies BuildOptions;
  await build({
    ...settings,
    stdin: { contents: page(paths), resolveDir: ROOT, loader: "ts" },
    outfile: join(site, "assets/app/page.js"),
  });
  await build({ ...settings, entryPoints: [join(ROOT, "src/worker.ts")], outfile: join(site, "simd/worker.js") });
  await cp(join(ROOT, "build"), join(site, "simd"), { recursive: true });
  await writeFile(join(site, "index.html"), '<!doctype html><body></body><script type="module" src="/assets/app/page.js"></script>');
  return openPage(site, ISOLATION);
}

test.skipIf(!hasChromium)(
  `esbuild's bundle computes with threads, told where the files are${withoutChromium}`,
  { timeout: 300_000 },
  async () => {
    const { title, text, said } = await bundled('"/simd/"');
    expect(title, said).toBe("done");
    expect(JSON.parse(text)).toEqual({ product: 128, threads: 2 });
  },
);

test.skipIf(!hasChromium)(`a file that is not there is named with its address${withoutChromium}`, { timeout: 300_000 }, async () => {
  const kernels = await bundled('"/nowhere"');
  expect(kernels.title).toBe("failed");
  expect(kernels.said).toMatch(
    new RegExp(`${kernels.origin}/nowhere/(relaxed|plain)-shared\\.wasm cannot be loaded: the server answers 404.*setSimdPaths`),
  );
  const address = (name: string): string => `"${name}-shared.wasm": "/simd/${name}-shared.wasm"`;
  const worker = await bundled(`{ ${address("relaxed")}, ${address("plain")}, "worker.js": "/nowhere/worker.js" }`);
  expect(worker.title).toBe("failed");
  expect(worker.said).toContain(`The worker ${worker.origin}/nowhere/worker.js cannot be started`);
});
