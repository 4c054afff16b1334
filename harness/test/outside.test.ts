import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, test } from "vitest";
import { folder } from "./command.ts";

// The packages as they would be published, built and packed, in a project that knows nothing of this
// repository.

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MINUTES = 60_000;
const SMALL = ["--profile", "smoke", "--claims", "2", "--sizes", "250", "--attacked", "20", "--test-images", "200"];

interface Ended {
  readonly status: number;
  readonly output: string;
}

/** Runs a program on this very Node. */
function execute(program: string, args: readonly string[], cwd: string): Promise<Ended> {
  const PATH = [dirname(process.execPath), process.env["PATH"]].join(delimiter);
  const { NODE_OPTIONS: _, ...env } = process.env;
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env: { ...env, PATH }, maxBuffer: 1e8 }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), output: `${stdout}\n${stderr}` });
    });
  });
}

async function succeed(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { status, output } = await execute(program, args, cwd);
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} ended with status ${status}:\n${output}`);
  return output;
}

const project = folder();
const tarballs = join(project, "tarballs");
const disentangle = (...args: string[]): Promise<Ended> => execute(join(project, "node_modules/.bin/disentangle"), args, project);
const install = (): Promise<string> =>
  succeed("pnpm", ["install", "--prefer-offline", "--ignore-scripts", "--no-frozen-lockfile"], project);

/**
 * Names what the project depends on; every package of the repository comes from its tarball, whoever asks for
 * it.
 */
function writeProject(dependencies: Readonly<Record<string, string>>): void {
  const packed = readdirSync(tarballs).flatMap((file) => {
    const [, name] = /^disentangle-([a-z0-9-]+)-\d+\.\d+\.\d+\.tgz$/.exec(file) ?? [];
    return name === undefined ? [] : [[`@disentangle/${name}`, `file:${join(tarballs, file)}`] as const];
  });
  const workspace = {
    packages: ["attack-*", "architecture-*", "dataset-*", "manifold-*", "claim-*"],
    overrides: Object.fromEntries(packed),
  };
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "outside", private: true, type: "module", dependencies }));
  writeFileSync(join(project, "pnpm-workspace.yaml"), JSON.stringify(workspace));
}

describe("outside the repository, from the built and packed packages,", () => {
  beforeAll(async () => {
    mkdirSync(tarballs);
    await succeed("pnpm", ["build:kernels"], ROOT);
    await succeed("pnpm", ["exec", "tsc", "-b", "harness"], ROOT);
    await succeed("pnpm", ["-r", "--filter=!disentangle", "--workspace-concurrency=2", "pack", "--pack-destination", tarballs], ROOT);
    writeProject({ "@disentangle/harness": "*" });
    await install();
  }, 10 * MINUTES);

  test(
    "new plugins run as folders of TypeScript, not built",
    async () => {
      expect(await disentangle("new", "attack", "sign-steps")).toMatchObject({ status: 0 });
      expect(await disentangle("new", "architecture", "small-net")).toMatchObject({ status: 0 });
      await install();
      const plugins = ["--plugin", "./attack-sign-steps", "./architecture-small-net"];
      const { status, output } = await disentangle(...plugins, "--attack", "sign-steps", "--architecture", "small-net", ...SMALL);
      expect(output).toMatch(
        /inconclusive +Claim 2 .*By these numbers alone it would be.*Exit status 21, because a claim is inconclusive/s,
      );
      expect(status).toBe(21);
      const [, summary = ""] = /summary +(\S+)/.exec(output) ?? [];
      expect(readFileSync(join(project, summary), "utf8")).toContain(
        `npx disentangle --plugin ./attack-sign-steps --plugin ./architecture-small-net`,
      );
    },
    2 * MINUTES,
  );

  test(
    "a dataset, a manifold that is learned and a claim of one's own run together",
    async () => {
      for (const kind of ["dataset", "manifold", "claim"]) expect(await disentangle("new", kind, "own")).toMatchObject({ status: 0 });
      await install();
      const dataset = ["--plugin", "./dataset-own", "--dataset", "own", ...SMALL.slice(0, 2)];
      const alone = await disentangle(...dataset, "--claims", "4", "--sizes", "250,500");
      expect(alone.output).toMatch(/inconclusive +Claim 4 .*By these numbers alone it would be/s);
      expect(alone.status).toBe(21);
      const manifold = ["--plugin", "./manifold-own", "./claim-own", "--manifold", "own", "--ruler", "own"];
      const { status, output } = await disentangle(...dataset, ...manifold, "--claims", "2,own", "--sizes", "250");
      expect(output).toMatch(/learn own: class-2/);
      expect(output).toMatch(/Claim 2 .*Claim own .*By these numbers alone it would be/s);
      expect(status).toBe(21);
    },
    2 * MINUTES,
  );

  test.each(["attack-sign-steps", "architecture-small-net", "dataset-own", "manifold-own", "claim-own"])(
    "%s passes its conformance and builds by its own scripts",
    async (name) => {
      expect(await succeed("pnpm", ["test"], join(project, name))).toMatch(/Tests .*\d+ passed/);
      await succeed("pnpm", ["build"], join(project, name));
      expect(readdirSync(join(project, name, "dist"))).toEqual(expect.arrayContaining(["index.d.ts", "index.js"]));
    },
    2 * MINUTES,
  );

  test(
    "a packed plugin in node_modules runs like the built-in ones",
    async () => {
      await succeed("pnpm", ["pack", "--out", join(project, "plugin.tgz")], join(project, "attack-sign-steps"));
      writeProject({ "@disentangle/harness": "*", "disentangle-attack-sign-steps": "file:plugin.tgz" });
      await install();
      const { status, output } = await disentangle("--plugin", "disentangle-attack-sign-steps", "--attack", "sign-steps", ...SMALL);
      expect(output).toMatch(/inconclusive +Claim 2 .*By these numbers alone it would be/s);
      expect(status).toBe(21);
    },
    2 * MINUTES,
  );
});
