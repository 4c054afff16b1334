import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Deployment } from "kubernetes-models/apps/v1";
import { Job } from "kubernetes-models/batch/v1";
import { PersistentVolumeClaim, Service } from "kubernetes-models/v1";
import { describe, expect, test } from "vitest";
import { parseAllDocuments } from "yaml";

const DEPLOY = fileURLToPath(new URL("../deploy", import.meta.url));
const KINDS = { Deployment, Job, PersistentVolumeClaim, Service } as const;

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
}

function manifests(): Manifest[] {
  return parseAllDocuments(readFileSync(join(DEPLOY, "kubernetes.yaml"), "utf8")).map((document) => document.toJS() as Manifest);
}

function validate(manifest: Manifest): void {
  const Kind = KINDS[manifest.kind as keyof typeof KINDS];
  new Kind(manifest).validate();
}

describe("kubernetes.yaml", () => {
  test.each(manifests().map((manifest) => [manifest.kind, manifest.metadata.name, manifest] as const))(
    "%s %s keeps the schema of Kubernetes",
    (_kind, _name, manifest) => {
      expect(() => validate(manifest)).not.toThrow();
    },
  );

  test("a field that is none is found", () => {
    const [job] = manifests().filter(({ kind }) => kind === "Job");
    expect(() => validate({ ...(job as Manifest), spec: { templates: {} } } as Manifest)).toThrow(/template/);
  });
});

test("the container file has no fault that its linter knows", () => {
  const program = createRequire(import.meta.url).resolve("dockerfilelint/bin/dockerfilelint");
  const { stdout } = spawnSync(process.execPath, [program, "--output", "json", join(DEPLOY, "Containerfile")], { encoding: "utf8" });
  const { files } = JSON.parse(stdout) as { readonly files: readonly { readonly issues: readonly unknown[] }[] };
  expect(files.map(({ issues }) => issues)).toEqual([[]]);
});

test("the script for Slurm can be read by the shell", () => {
  expect(spawnSync("bash", ["-n", join(DEPLOY, "slurm.sh")], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
});
