import type { RunResult, VerdictRow } from "@disentangle/artifacts";
import { type Html, html } from "../html/html.ts";
import { formatCount, keptTogether, sizesSetApart } from "../data/format.ts";
import { words } from "../data/names.ts";
import { byArchitecture } from "../data/by-architecture.ts";
import { claimAnchor } from "./claims.ts";
import { headlineFigure } from "./headline-figure.ts";
import { outcomeBadge } from "./outcome.ts";

/** Title, what was run in one line, and every verdict at a glance. */
export function header(result: RunResult): Html {
  const { settings } = result;
  const parts = byArchitecture(result);
  const sizes = settings.sizes.map(formatCount).join(", ");
  return html`<header id="top">
    <h1>Adversarial robustness and generalization on ${settings.dataset.id.toUpperCase()}${settings.dataset.sample ? " (sample)" : ""}</h1>
    <p class="setting">
      ${parts.map(({ name }) => name.toUpperCase()).join(", ")} · attack ${settings.attack.id} · N = ${sizes} · profile ${settings.profile}
      · protocol ${settings.protocol} · seed ${settings.seed}
    </p>
    ${
      !settings.evidence &&
      html`<p class="banner" role="note">
        <b>${words(settings.profile)}: not evidence.</b> This profile is too small for its verdicts to count; it shows that everything runs.
      </p>`
    }
    ${parts.map(
      ({ name, result: part }, i) =>
        html`${parts.length > 1 && html`<p class="kicker">${name}</p>`}
          <ol class="overview">
            ${part.verdicts.map((verdict) => overview(part, verdict, i))}
          </ol>`,
    )}
  </header>`;
}

/** A claim at a glance: verdict, a plain sentence, the figure that carries it, and what would change it. */
function overview(result: RunResult, verdict: VerdictRow, architecture: number): Html {
  const { claim, statement, outcome, inShort, wouldChange } = verdict;
  const asked = outcome !== "not asked";
  const figure = asked ? headlineFigure(result, verdict) : null;
  return html`<li class="card">
    <p class="card-head"><span class="number">Claim ${claim}</span>${outcomeBadge(outcome)}</p>
    <h2 class="statement"><a href="#${claimAnchor(claim, architecture)}">${statement}</a></h2>
    ${
      asked &&
      html`<div class="card-body">
          ${inShort !== undefined && html`<p class="in-short">${keptTogether(sizesSetApart(inShort))}</p>`}
          ${figure !== null && html`<div class="card-figure">${figure}</div>`}
        </div>
        ${wouldChange !== undefined && html`<p class="would-change"><b>What would change it:</b> ${sizesSetApart(wouldChange)}</p>`}`
    }
  </li>`;
}
