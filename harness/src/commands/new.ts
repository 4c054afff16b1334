import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { makeFolder } from "@disentangle/artifacts";
import { Fault } from "@disentangle/core";
import manifest from "../../package.json" with { type: "json" };
import { printable } from "../process/printable.ts";
import { CHECKOUT, HARNESS } from "../parts/checkout.ts";
import { Catalogue } from "../parts/catalogue.ts";

/** Constant here, so that a check of it holds in what follows. */
const ROOT: string | undefined = CHECKOUT;

/** How a run takes a plugin of each kind, and what it is called. */
const TEMPLATES = {
  attack: { article: "an attack", options: (name: string) => `--attack ${name} --claims 1,2` },
  architecture: { article: "an architecture", options: (name: string) => `--architecture ${name} --claims 1,2` },
  dataset: { article: "a dataset", options: (name: string) => `--dataset ${name} --claims 4` },
  manifold: { article: "a manifold", options: (name: string) => `--manifold ${name} --ruler ${name} --claims 2` },
  claim: { article: "a claim", options: (name: string) => `--claims ${name}` },
} as const;
type TemplateKind = keyof typeof TEMPLATES;

/**
 * Writes a plugin that works as it is, to start one's own from. In a checkout of the repository it becomes a
 * package of the workspace,
 * `plugins/<kind>-<name>`, elsewhere a package of its own in the working directory.
 *
 * @throws Fault `bad-option` for a kind without template, a name that cannot be one, or a folder that is not
 * empty
 */
export async function newPlugin(kind: string, name: string, { folder }: { readonly folder?: string }): Promise<number> {
  const template = await check(kind, name);
  const target = resolve(folder ?? join(ROOT === undefined ? "." : join(ROOT, "plugins"), `${kind}-${name}`));
  if (existsSync(target) && !(statSync(target).isDirectory() && readdirSync(target).length === 0)) {
    throw new Fault("bad-option", `${target} is no empty folder.`, {
      value: target,
      mend: "Choose another name, or another --folder.",
    });
  }
  const inside = ROOT !== undefined && dirname(target) === join(ROOT, "plugins");
  const packageName = inside ? `@disentangle/${basename(target)}` : `disentangle-${kind}-${name}`;
  for (const [path, text] of await templateFiles(join(HARNESS, "templates", template), inside)) {
    const own = text.replaceAll(`@disentangle/${kind}-template`, packageName).replaceAll("template", name);
    makeFolder(dirname(join(target, path)));
    await writeFile(join(target, path), own);
  }
  if (inside) await addReference(join(ROOT, "tsconfig.json"), `plugins/${basename(target)}`);
  process.stdout.write(printable(next(template, name, target, inside)));
  return 0;
}

async function check(kind: string, name: string): Promise<TemplateKind> {
  const kinds = Object.keys(TEMPLATES) as TemplateKind[];
  const template = kinds.find((one) => one === kind);
  if (template === undefined) {
    throw new Fault("bad-option", `There is no template of "${kind}".`, { value: kind, mend: `Choose one of ${kinds.join(", ")}.` });
  }
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name) || name.length > 60) {
    throw new Fault("bad-option", `"${name}" cannot be the name of a plugin.`, {
      value: name,
      mend: "Use small letters, digits and single hyphens, beginning with a letter, such as my-attack.",
    });
  }
  const taken = (await Catalogue.load([])).names(template).includes(name);
  if (taken)
    throw new Fault("bad-option", `There is ${TEMPLATES[template].article} "${name}" already.`, {
      value: name,
      mend: "Choose another name.",
    });
  return template;
}

/** Paths and texts of the template's files, as they are inside the repository or outside. */
async function templateFiles(folder: string, inside: boolean): Promise<readonly (readonly [path: string, text: string])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  const files = await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path), "utf8")] as const));
  return files.flatMap(([path, text]): (readonly [string, string])[] => {
    if (path === (inside ? "tsconfig.outside.json" : "tsconfig.json")) return [];
    if (path === "package.json") return [[path, withExports(inside ? text : withVersions(text))]];
    if (inside) return [[path, path === "tsconfig.json" ? text.replaceAll("../../../", "../../") : text]];
    return [[path === "tsconfig.outside.json" ? "tsconfig.json" : path, text]];
  });
}

const EXPORTS = {
  ".": { "@disentangle/source": "./src/index.ts", types: "./dist/index.d.ts", default: "./dist/index.js" },
  "./package.json": "./package.json",
};

/**
 * The manifest with its entry points. Within the harness's own package a template has only `main`, as Node
 * ignores `exports` there.
 */
function withExports(text: string): string {
  const { type, sideEffects, main: _source, ...rest } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const { name, version, description, license, files, ...last } = rest;
  return `${JSON.stringify({ name, version, description, license, files, type, sideEffects, exports: EXPORTS, ...last }, null, 2)}\n`;
}

/** A manifest whose dependencies on the workspace are those versions that belong to this harness. */
function withVersions(text: string): string {
  return text.replaceAll(/"(@disentangle\/[a-z0-9-]+)": "workspace:.*"/g, (_, name: string) => `"${name}": "${rangeOf(name)}"`);
}

/** What the harness itself asks for; in a checkout, where that is no number, the version that is there. */
function rangeOf(name: string): string {
  const { dependencies, devDependencies }: Record<"dependencies" | "devDependencies", Readonly<Record<string, string>>> = manifest;
  const range = dependencies[name] ?? devDependencies[name];
  if (range !== undefined && !range.startsWith("workspace:")) return range;
  const { version } = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve(`${name}/package.json`)), "utf8")) as { version: string };
  return `^${version}`;
}

/** Lets the repository's build know the package. */
async function addReference(path: string, folder: string): Promise<void> {
  const text = await readFile(path, "utf8");
  await writeFile(path, text.replace(/("references": \[[^\]]*\})(\s*\])/, `$1, { "path": "${folder}" }$2`));
}

function next(kind: TemplateKind, name: string, target: string, inside: boolean): string {
  const folder = relative(process.cwd(), target) || ".";
  const path = folder.startsWith(".") ? folder : `./${folder}`;
  const { article, options } = TEMPLATES[kind];
  const run = `--plugin ${path} ${options(name)} --profile smoke`;
  const commands = inside
    ? ["pnpm install", `pnpm vitest run ${folder}`, `pnpm harness ${run}`]
    : [`(cd ${folder} && npm install && npm test && npm run build)`, `npx disentangle ${run}`];
  return `Wrote ${folder}, a plugin that works as it is. To see it work:\n\n${commands.map((line) => `  ${line}\n`).join("")}\nThen make ${join(folder, "src", "index.ts")} yours: its tests say what ${article} must keep to.\n`;
}
