// Rehearses a release: publishes everything twice to a registry of this machine's own, and installs from it
// in empty folders as strangers would.
//
//   pnpm rehearse            every Node and package manager, from a checkout not yet built (some 20 minutes)
//   pnpm rehearse --short    the oldest Node with npm, built as this checkout is (what the gate does)
//   --keep                   leaves the folders, and says where they are
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { copyCheckout, release } from "./checkout.ts";
import { must } from "./command.ts";
import {
  add,
  emptyProject,
  tryExample,
  tryExplorer,
  tryHarness,
  tryNewAttack,
  tryOldNode,
  tryOldPlugin,
  trySnippet,
  type Consumer,
} from "./consumers.ts";
import { startRegistry } from "./registry.ts";

const { short = false, keep = false } = parseArgs({ options: { short: { type: "boolean" }, keep: { type: "boolean" } } }).values;

/** The Nodes that are supported, oldest first, and one that is not. */
const [OLDEST, ...OTHERS] = ["22", "24"] as const;
const TOO_OLD = "20";

const folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
const checkout = join(folder, "checkout");
const began = performance.now();

async function step<T>(name: string, act: () => Promise<T>): Promise<T> {
  const start = performance.now();
  process.stdout.write(`${name} …`);
  const result = await act();
  process.stdout.write(` ${Math.round((performance.now() - start) / 1000)} s\n`);
  return result;
}

/** The folder of a Node of that line, from its npm package. */
async function installNode(line: string): Promise<string> {
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  const home = join(folder, `node-${line}`);
  mkdirSync(home);
  await must(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", home, `${name}@${line}`], { cwd: home });
  return join(home, "node_modules", name, "bin");
}

try {
  await using registry = await step("start a registry", () => startRegistry(join(folder, "registry")));
  await step("copy the checkout", () => copyCheckout(checkout, registry, short));
  const first = await step("first release", () => release(checkout, []));

  const lines = short ? [OLDEST] : [OLDEST, ...OTHERS];
  const nodes = await Promise.all(lines.map(async (line) => [line, await installNode(line)] as const));
  const managers = short ? (["npm"] as const) : (["npm", "pnpm"] as const);
  const consumers = nodes.flatMap(([line, node]) =>
    managers.map((manager): Consumer => ({ name: `Node ${line}, ${manager}`, node, manager, registry, checkout, folder })),
  );
  const projects = new Map<Consumer, string>();
  for (const consumer of consumers) {
    const project = await step(`${consumer.name}: an empty folder`, () => emptyProject(consumer));
    projects.set(consumer, project);
    await step(`${consumer.name}: install the harness ${first}`, () => add(consumer, project, ["@disentangle/harness"]));
    await step(`${consumer.name}: doctor, a run`, () => tryHarness(consumer, project));
    await step(`${consumer.name}: the explorer`, () => tryExplorer(consumer, project));
    await step(`${consumer.name}: a new attack, a verdict`, () => tryNewAttack(consumer, project, !short));
    if (short) continue;
    await step(`${consumer.name}: the script of the examples`, () => tryExample(consumer, project));
    await step(`${consumer.name}: attack one's own model`, () => trySnippet(consumer, "README.md"));
    await step(`${consumer.name}: the simd backend alone`, () => trySnippet(consumer, "plugins/backend-simd/README.md"));
  }
  if (!short) {
    const project = projects.values().next().value as string;
    await step(`Node ${TOO_OLD} is refused`, async () => tryOldNode(project, await installNode(TOO_OLD)));
  }

  const second = await step("second release, a minor one of core", () => release(checkout, ["@disentangle/core"]));
  if (second === first) throw new Error(`Nothing was released after ${first}.`);
  for (const [consumer, project] of projects) {
    await step(`${consumer.name}: the harness ${second}`, () => add(consumer, project, ["@disentangle/harness@latest"]));
    await step(`${consumer.name}: the plugin of ${first}, installed anew`, () => tryOldPlugin(consumer, project, !short));
  }
  process.stdout.write(`The release is rehearsed: ${first}, then ${second} (${Math.round((performance.now() - began) / 1000)} s).\n`);
} finally {
  if (keep) process.stdout.write(`The folders are in ${folder}\n`);
  else rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
