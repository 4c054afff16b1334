import { cpus, platform, release } from "node:os";
import type { GroupSetting, PackageSetting, PartSetting, RunSettings } from "@disentangle/artifacts";
import { spaceKind, type SpaceName } from "@disentangle/core";
import manifest from "../../package.json" with { type: "json" };
import type { Identity } from "../parts/part-identity.ts";
import type { Workbench } from "../parts/workbench.ts";
import type { Circumstances } from "./circumstances.ts";
import type { Concluded } from "./concluded.ts";

/** What was run, as `result.json` holds it. */
export function runSettings(
  bench: Workbench,
  concluded: readonly Concluded[],
  { workers, testLabels }: Pick<Circumstances, "workers" | "testLabels">,
): RunSettings {
  const { settings, backend, dataset, manifolds, ruler, attacks, minimumNorm, architectures } = bench;
  const profiles = concluded.map(({ plan }) => plan.profile);
  const profile = profiles[0] ?? settings.profile;
  const cells = concluded.flatMap(({ plan }) => plan.cells);
  const spaces: readonly SpaceName[] = [...new Set(cells.flatMap((cell) => cell.attacks))];
  const [underTest, ...beside] = [...attacks].map(([name, { identity }]) => ({ ...part(identity), name }));
  const { name: _name, ...attack } = underTest as NonNullable<typeof underTest>;
  const parts = [
    backend,
    dataset,
    ...manifolds.values(),
    ...attacks.values(),
    ...(minimumNorm ? [minimumNorm] : []),
    ...architectures.values(),
  ];
  const latent = concluded[0]?.plan.setting.latent?.space;
  return {
    profile: profile.name,
    evidence: profile.evidence,
    protocol: settings.protocol,
    dataset: {
      ...part(dataset.identity),
      fingerprint: dataset.part.fingerprint,
      classes: [...dataset.part.classes],
      testLabels: [...testLabels],
      image: [...dataset.part.image],
      ...(dataset.part.sample !== undefined && { sample: true as const }),
    },
    architectures: [...architectures].map(([name, { identity }]) => ({ ...part(identity), name })),
    attack,
    ...(minimumNorm && { minimumNorm: part(minimumNorm.identity) }),
    beside,
    manifolds: [...manifolds.values()].map(({ identity, exact, codes }) => ({ ...part(identity), exact, codes: codes !== undefined })),
    ...(ruler && { ruler: ruler.id }),
    ...(latent && { latent }),
    strategies: strategyIds(concluded).flatMap((id) => {
      const own = cells.filter(({ cell }) => cell.strategy === id).map(({ cell }) => cell);
      const sizes = [...new Set(own.map(({ size }) => size))];
      return own.length === 0 ? [] : [{ id, sizes, models: new Set(own.map(({ model }) => model)).size, steps: stepsOf(bench, id) }];
    }),
    sizes: [...new Set(profiles.flatMap(({ sizes }) => sizes))].toSorted((a, b) => a - b),
    testImages: profile.testImages,
    attackedImages: Object.fromEntries(spaces.map((space) => [space, profile.attacked[spaceKind(space)]])),
    restarts: profile.restarts,
    ...(settings.targeted && { targeted: settings.targeted }),
    seed: settings.seed,
    workers,
    threads: settings.threads ?? 0,
    backend: { id: backend.identity.id, name: backend.part.name, detail: { ...backend.part.detail } },
    plugins: packages(
      parts.map(({ identity }) => identity),
      bench.libraries,
    ),
    machine: `${platform()} ${release()}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, Node ${process.version}`,
  };
}

function strategyIds(concluded: readonly Concluded[]): readonly string[] {
  return [...new Set(concluded.flatMap(({ plan }) => plan.profile.strategies))];
}

function stepsOf({ strategies }: Workbench, id: string): readonly (readonly GroupSetting[])[] {
  const steps = strategies.get(id)?.steps ?? [];
  return steps.map((groups) =>
    groups.map(({ fraction, weight, space, attack, radius, apart }) => ({
      fraction,
      weight,
      space,
      ...(attack && { attack: { id: attack.id, options: (attack.options ?? {}) as PartSetting["options"] } }),
      ...(radius !== undefined && { radius }),
      ...(apart === true && { apart }),
    })),
  );
}

function part({ id, options }: Identity): PartSetting {
  return { id, options };
}

/** Every package a result passed through; the build part of the version is the hash of its code. */
function packages(identities: readonly Identity[], libraries: Workbench["libraries"]): readonly PackageSetting[] {
  const versions = new Map(identities.map(({ plugin, version, digest }) => [plugin, `${version}+${digest}`]));
  for (const [name, digest] of Object.entries(libraries)) versions.set(`@disentangle/${name}`, `${manifest.version}+${digest}`);
  return [...versions].map(([name, version]) => ({ name, version })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
