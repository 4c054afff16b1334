import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { must, run } from "./command.ts";
import { PNPM } from "./checkout.ts";
import type { Registry } from "./registry.ts";
import { readSnippet } from "./snippet.ts";

/** Who installs: a Node, and a package manager. */
export interface Consumer {
  readonly name: string;
  /** Folder of its `node`. */
  readonly node: string;
  readonly manager: "npm" | "pnpm";
  readonly registry: Registry;
  /** The checkout that was released, for its READMEs. */
  readonly checkout: string;
  /** Where folders of projects are made. */
  readonly folder: string;
}

/** A run small enough to be waited for; its verdict is marked as no evidence, so that it ends with 21. */
const SMALL = ["--profile", "smoke", "--claims", "2", "--sizes", "100", "--attacked", "20", "--test-images", "100"];
const INCONCLUSIVE = 21;

/** An empty folder, made a project as people do. */
export async function emptyProject(consumer: Consumer): Promise<string> {
  const project = mkdtempSync(join(consumer.folder, `${consumer.manager}-`));
  consumer.registry.use(project);
  await must(["npm", "init", "--yes"], { cwd: project, node: consumer.node });
  if (consumer.manager === "pnpm") {
    // What was published a moment ago is what is tested; scripts of packages may stay unrun.
    writeFileSync(join(project, "pnpm-workspace.yaml"), JSON.stringify({ minimumReleaseAge: 0, strictDepBuilds: false }));
  }
  return project;
}

export async function add(consumer: Consumer, cwd: string, names: readonly string[]): Promise<void> {
  const words = consumer.manager === "npm" ? ["npm", "install", "--no-audit", "--no-fund"] : [...PNPM, "add"];
  await must([...words, ...names], { cwd, node: consumer.node });
}

/** What the README and `new` say to type in a plugin's folder. */
async function installHere({ manager, node }: Consumer, cwd: string): Promise<void> {
  await must(manager === "npm" ? ["npm", "install", "--no-audit", "--no-fund"] : [...PNPM, "install"], { cwd, node });
}

const disentangle = (project: string): string => join(project, "node_modules/.bin/disentangle");

/** The harness: what works here, then a run. */
export async function tryHarness(consumer: Consumer, project: string): Promise<void> {
  const place = { cwd: project, node: consumer.node };
  demand(await must([disentangle(project), "doctor"], place), /simd +works/);
  demand(await must([disentangle(project), ...SMALL, "--out", "runs/first"], place, INCONCLUSIVE), /inconclusive +Claim 2/);
}

/** The explorer's pages come with the package, and are served. */
export async function tryExplorer(consumer: Consumer, project: string): Promise<void> {
  const program = join(project, "node_modules/@disentangle/harness/dist/main.js");
  const server = spawn(join(consumer.node, "node"), [program, "explore", "--port", "0"], {
    cwd: project,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = (await Promise.race([once(server.stdout, "data"), once(server, "exit")])) as [unknown];
    const url = /http:\S+/.exec(String(line))?.[0];
    if (url === undefined) throw new Error(`The explorer is not served: ${String(line)}`);
    demand(await (await fetch(url)).text(), /<script type="module".* src="\.\/assets\//);
  } finally {
    server.kill();
  }
}

/** A new attack: installed, tested and built by itself, then judged. */
export async function tryNewAttack(consumer: Consumer, project: string, whole: boolean): Promise<void> {
  const place = { cwd: project, node: consumer.node };
  await must([disentangle(project), "new", "attack", "mine"], place);
  const plugin = join(project, "attack-mine");
  consumer.registry.use(plugin);
  if (consumer.manager === "pnpm") cpSync(join(project, "pnpm-workspace.yaml"), join(plugin, "pnpm-workspace.yaml"));
  await installHere(consumer, plugin);
  if (whole) {
    await must(["npm", "test"], { ...place, cwd: plugin });
    await must(["npm", "run", "build"], { ...place, cwd: plugin });
  }
  await tryPlugin(consumer, project);
}

/**
 * The attack in `attack-mine`, which has libraries of its own, gives a verdict and says nothing of copies.
 */
export async function tryPlugin(consumer: Consumer, project: string): Promise<void> {
  const words = [disentangle(project), ...SMALL, "--plugin", "./attack-mine", "--attack", "mine"];
  const output = await must(words, { cwd: project, node: consumer.node }, INCONCLUSIVE);
  demand(output, /inconclusive +Claim 2/);
  if (/already (been )?registered/.test(output)) throw new Error(`TensorFlow.js is there twice:\n${output.slice(0, 2000)}`);
}

/** The old plugin can still be installed by itself, and beside the new harness. */
export async function tryOldPlugin(consumer: Consumer, project: string, whole: boolean): Promise<void> {
  const plugin = join(project, "attack-mine");
  rmSync(join(plugin, "node_modules"), { recursive: true });
  for (const lock of ["package-lock.json", "pnpm-lock.yaml"]) rmSync(join(plugin, lock), { force: true });
  await installHere(consumer, plugin);
  await tryPlugin(consumer, project);
  if (!whole) return;
  const beside = await emptyProject(consumer);
  // Packed, as it would come from a registry: pnpm links folders, and installs nothing for them.
  const packed = await must(["npm", "pack", "--silent", "--pack-destination", beside], { cwd: plugin, node: consumer.node });
  await add(consumer, beside, ["@disentangle/harness", `./${packed.trim().split("\n").at(-1)}`]);
  const listed = await must([disentangle(beside), "list", "attack", "--plugin", "disentangle-attack-mine"], {
    cwd: beside,
    node: consumer.node,
  });
  demand(listed, /mine +/);
}

/** Code of a README in a project that has the packages it imports. */
export async function trySnippet(consumer: Consumer, readme: string): Promise<void> {
  const code = readSnippet(join(consumer.checkout, readme));
  const project = await emptyProject(consumer);
  const names = new Set(
    Array.from(code.matchAll(/from "(@[\w-]+\/[\w-]+)|import "(@[\w-]+\/[\w-]+)/g), ([, from, alone]) => (from ?? alone) as string),
  );
  await add(consumer, project, [...names]);
  mkdirSync(join(project, "src"));
  writeFileSync(join(project, "src/own.mts"), code);
  await must(["node", "src/own.mts"], { cwd: project, node: consumer.node });
}

/** The script of `examples`, copied into a project as its README says. */
export async function tryExample(consumer: Consumer, project: string): Promise<void> {
  const name = "verify-claims.mts";
  cpSync(join(consumer.checkout, "examples", name), join(project, name));
  await add(consumer, project, ["@disentangle/core"]);
  const printed = await must(["node", name, "--out", "runs/example"], { cwd: project, node: consumer.node });
  demand(printed, /\nClaim 1: inconclusive[^]*\nOverall: inconclusive/);
}

/** A Node that is too old is told so in one line, and nothing else. */
export async function tryOldNode(project: string, node: string): Promise<void> {
  const { status, output } = await run([disentangle(project), "--dry-run"], { cwd: project, node });
  if (status !== 2 || !/^disentangle needs Node [\d.]+ or newer.*\n$/.test(output)) throw new Error(`An old Node was told:\n${output}`);
}

function demand(output: string, pattern: RegExp): void {
  if (!pattern.test(output)) throw new Error(`There is no ${pattern} in\n${output}`);
}
