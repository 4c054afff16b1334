import type { DistanceRow, RunResult } from "@disentangle/artifacts";
import { formatCount, formatEstimate } from "../data/format.ts";
import { mean } from "../data/mean.ts";
import { type Html, html } from "../html/html.ts";
import { populations, type PopulationRows } from "../plots/populations.ts";
import { type Column, numeric, table } from "./table.ts";

/** Medians that differ by less are called alike, and by less than the second the same. */
const [ALIKE, SAME] = [0.05, 0.01];

/**
 * One kind of move: how much of it leads away from the manifold, and how much lies along it; means of
 * medians.
 */
interface Move {
  readonly name: string;
  readonly n: number;
  readonly away: number | null;
  readonly along: number | null;
}

/**
 * What follows from the distances: whether attacks leave the manifold any more than random noise does, and
 * how much of each kind of move lies along it, which is where kinds differ. Reported, not judged.
 */
export function contrast(result: RunResult, rows: readonly DistanceRow[]): Html | null {
  const groups = populations(result, rows).filter((group) => group.rows.some(({ ratio }) => ratio !== null));
  const moves = groups.map(moveOf);
  const named = (population: string, space?: string): Move | undefined =>
    moves[groups.findIndex((group) => group.rows[0]?.population === population && (space === undefined || group.rows[0].space === space))];
  const [attack, noise] = [named("adversarial", "image"), named("noise")];
  if (attack?.away == null || noise?.away == null) return null;
  const exact = rows.every((row) => row.exact);
  const [height, width, channels] = result.settings.dataset.image;
  const difference = noise.away - attack.away;
  const alike = Math.abs(difference) < ALIKE;
  const degree =
    Math.abs(difference) < SAME ? "not special to attacks" : `of attacks a little ${difference > 0 ? "less" : "more"} than of noise`;
  const columns: Column<Move>[] = [
    { title: "Moves", cell: ({ name }) => name },
    numeric("n", ({ n }) => n, formatCount),
    numeric(exact ? "Leads away: median d/‖δ‖₂" : "Leads away: median o", ({ away }) => away, formatEstimate),
    numeric(
      exact ? "In the tangent space: median share of ‖δ‖₂" : "In the span of neighbours: √(1 − o²)",
      ({ along }) => along,
      formatEstimate,
    ),
  ];
  return html`<div class="finding-note">
    <p>
      <b>${alike ? `True, and ${degree}.` : "Attacks and noise differ."}</b> Of regular attacks ${formatEstimate(attack.away)} of the move
      leads away from the manifold, of random noise of the same norm ${formatEstimate(noise.away)}.
      ${
        alike
          ? html`A direction drawn at random among ${formatCount(height * width * channels)} numbers hardly ever lies along a manifold of
            few dimensions, so leaving it is what nearly any move does, and claim 1 alone hardly tells an attack from noise.`
          : html`Leaving it is more than what nearly any move does.`
      }
      ${
        attack.along !== null &&
        noise.along !== null &&
        html`What could tell them apart is how much of a move lies <em>along</em> the manifold: of regular attacks
          ${formatEstimate(attack.along)} of the length, where chance (the noise) gives ${formatEstimate(noise.along)}.
          ${
            attack.along > 1.2 * noise.along
              ? "Attacks use directions along the manifold more than chance would, though these remain a small part."
              : attack.along < 0.8 * noise.along
                ? "Attacks use directions along the manifold less than chance would."
                : "Attacks use directions along the manifold no more than chance would."
          }`
      }
    </p>
    ${table("How much of each kind of move leads off the manifold and along it, means of the models' medians; not judged", columns, moves)}
  </div>`;
}

function moveOf({ name, rows }: PopulationRows): Move {
  const away = mean(rows.map(({ ratio }) => ratio?.q50 ?? null));
  const tangent = mean(rows.map((row) => row.tangent?.q50 ?? null));
  const exact = rows.every((row) => row.exact);
  const spanned = exact || away === null ? null : Math.sqrt(Math.max(0, 1 - away ** 2));
  return { name, n: rows.reduce((sum, { n }) => sum + n, 0), away, along: tangent ?? spanned };
}
