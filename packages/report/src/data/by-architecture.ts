import type { RunResult } from "@disentangle/artifacts";

/** What a run says of one architecture. */
export interface ArchitecturePart {
  readonly name: string;
  /** The result with the rows of that architecture alone. */
  readonly result: RunResult;
}

/** The result of a run taken apart by architecture, those of the settings first. */
export function byArchitecture(result: RunResult): ArchitecturePart[] {
  const known = new Map(result.settings.architectures.map((setting) => [setting.name, setting]));
  const names = new Set([
    ...known.keys(),
    ...result.verdicts.map(({ architecture }) => architecture),
    ...result.models.map(({ architecture }) => architecture),
  ]);
  return [...names].map((name) => {
    const architecture = known.get(name) ?? { id: name, name, options: {} };
    const own = <Row extends { readonly architecture: string }>(rows: readonly Row[]): Row[] =>
      rows.filter((row) => row.architecture === architecture.name);
    return {
      name: architecture.name,
      result: {
        ...result,
        settings: { ...result.settings, architectures: [architecture] },
        verdicts: own(result.verdicts),
        models: own(result.models),
        attacks: own(result.attacks),
        sweeps: own(result.sweeps),
        distances: own(result.distances),
        labels: own(result.labels),
        means: own(result.means),
        examples: own(result.examples),
      },
    };
  });
}
