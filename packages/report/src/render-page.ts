import type { RunResult } from "@disentangle/artifacts";
import { byArchitecture } from "./data/by-architecture.ts";
import { datasetName } from "./data/names.ts";
import { DOCUMENTATION_URL, PAPER_URL } from "./data/citations.ts";
import { type Html, html } from "./html/html.ts";
import { navigated } from "./page/navigation.ts";
import { page } from "./page/page.ts";
import { audit } from "./sections/audit.ts";
import { budget } from "./sections/budget.ts";
import { claims } from "./sections/claims.ts";
import { citation } from "./sections/citation.ts";
import { closeUps } from "./sections/close-ups.ts";
import { combined } from "./sections/combined.ts";
import { distances } from "./sections/distances.ts";
import { examples } from "./sections/examples.ts";
import { generalization } from "./sections/generalization.ts";
import { header } from "./sections/header.ts";
import { lessons } from "./sections/lessons.ts";
import { machines } from "./sections/machines.ts";
import { models } from "./sections/models.ts";
import { norms } from "./sections/norms.ts";
import { published } from "./sections/published.ts";
import { radii } from "./sections/radii.ts";
import { settings } from "./sections/settings.ts";
import { attacksSideBySide } from "./sections/side-by-side.ts";
import { symbols } from "./sections/symbols.ts";
import { timing } from "./sections/timing.ts";
import { training } from "./sections/training.ts";
import { transfer } from "./sections/transfer.ts";

/** Files beside the page, and what it is about. */
const LINKS = [
  { href: "../result.json", text: "result.json" },
  { href: "../models.csv", text: "models.csv" },
  { href: "../summary.md", text: "summary.md" },
  { href: "files.html", text: "figures and tables" },
  { href: PAPER_URL, text: "the paper" },
  { href: DOCUMENTATION_URL, text: "documentation" },
] as const;

/** The figures that a run may lack the data for, in the order of the page. */
const FIGURES = [
  { name: "adversarial examples (Figure 2)", render: examples },
  { name: "attacks looked at closely", render: closeUps },
  { name: "distances to the manifold (Figure 3)", render: distances },
  { name: "test error and success (Figures 5 and 6)", render: generalization },
  { name: "the sweep over radii", render: radii },
  { name: "combined training (Figure 7)", render: combined },
  { name: "sizes of the perturbations (Figure 8)", render: norms },
  { name: "the comparison with published values", render: published },
  { name: "the table of models", render: models },
  { name: "training curves", render: training },
] as const;

/** The page of a run: `report/index.html`. @internal */
export function renderPage(result: RunResult): string {
  const { settings: setting } = result;
  const parts = byArchitecture(result);
  const { body, navigation } = navigated(
    html`${symbols()} ${parts.map(({ name, result }, i) => [parts.length > 1 && html`<p class="part">${name}</p>`, findings(result, i)])}
    ${parts.length > 1 && html`<p class="part">The run</p>`} ${transfer(result)} ${lessons(result)} ${audit(result)} ${settings(result)}
    ${timing(result)} ${machines(result)} ${citation(result)}`,
    LINKS,
  );
  return page(
    `Disentangle: ${datasetName(setting.dataset)}, ${parts.map(({ name }) => name).join(" and ")}, ${setting.attack.id} (${setting.profile})`,
    html`<a class="skip" href="#symbols">Skip to the evidence</a>${navigation}`,
    html`<main>${header(result)} ${body}</main>`,
    html`<footer>
      <p>
        Verdicts follow conditions fixed before the run; intervals are at 95 %. The claims are those of Stutz, Hein and Schiele,
        <a href="${PAPER_URL}"><cite>Disentangling Adversarial Robustness and Generalization</cite></a
        >, CVPR 2019. Figures with a number are those of that paper redrawn from this run, and carry its numbers, which is why some are
        missing; figures without one are this report's own.
      </p>
    </footer>`,
  );
}

/** Claims and figures of one architecture. */
function findings(result: RunResult, architecture: number): Html {
  const figures = FIGURES.map(({ name, render }) => ({ name, content: render(result) }));
  const absent = figures.filter(({ content }) => content === null).map(({ name }) => name);
  return html`${claims(result, architecture)} ${figures.map(({ content }) => content)} ${attacksSideBySide(result)} ${budget(result)}
  ${
    absent.length > 0 &&
    html`<section data-section="absent">
      <p class="absent">Not shown, because this run did not measure them: ${absent.join("; ")}.</p>
    </section>`
  }`;
}
