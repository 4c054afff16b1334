import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { nodeFileTrace } from "@vercel/nft";

/** Where the program begins, and what it starts, imports or reads by a computed name. */
const ENTRIES = [
  "harness/dist/main.js",
  "harness/dist/process/command.js",
  "harness/dist/run/executors/worker.js",
  "plugins/backend-webgpu/node_modules/webgpu/index.js",
  "packages/report/node_modules/@resvg/resvg-wasm/index_bg.wasm",
  "packages/report/node_modules/dejavu-fonts-ttf/ttf/DejaVuSans.ttf",
];

/** What programs of packages read as files. */
const READ = ["build", "data", "schema", "templates", "deploy", "package.json"];

/** What is good to have beside: for `compare --against`, and to read. */
const BESIDE = ["fixtures", "docs", "README.md", "LICENSE", "SECURITY.md"];

/** Neither run nor read by people. */
const NEEDLESS = /(\.(map|d\.ts|tsbuildinfo)|(^|\/)(node_modules|reference|\.vitepress|test)\/.*)$/;

/**
 * Files that the built command line can reach, links of node_modules among them, relative to `root`.
 *
 * @param root a checkout that is built
 */
export async function filesOf(root: string): Promise<readonly string[]> {
  const { fileList } = await nodeFileTrace(
    ENTRIES.map((entry) => join(root, entry)),
    { base: root, processCwd: root },
  );
  const ours = [
    ...["packages", "plugins"].flatMap((parent) => readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)),
    "harness",
  ];
  const read = [...ours.flatMap((name) => READ.map((inner) => `${name}/${inner}`)), ...BESIDE].flatMap((path) => below(root, path));
  return [...fileList, ...read.filter((path) => !NEEDLESS.test(path))].filter(runsHere);
}

/** Dawn's library comes for every platform; the bundle is for one. */
function runsHere(path: string): boolean {
  const built = /\/webgpu\/dist\/([^/]+)\//.exec(path);
  return built === null || built[1] === `${process.platform}-${process.platform === "darwin" ? "universal" : process.arch}`;
}

function below(root: string, path: string): readonly string[] {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) return [];
  return stats.isDirectory() ? readdirSync(join(root, path)).flatMap((name) => below(root, `${path}/${name}`)) : [path];
}
