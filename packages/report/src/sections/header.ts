import type { RunResult, VerdictRow } from "@disentangle/artifacts";
import { type Html, html } from "../html/html.ts";
import { formatCount } from "../data/format.ts";
import { words } from "../data/names.ts";
import { byArchitecture } from "../data/by-architecture.ts";
import { claimAnchor } from "./claims.ts";
import { outcomeBadge } from "./outcome.ts";

/** Title, what was run in one line, and every verdict at a glance. */
export function header(result: RunResult): Html {
  const { settings } = result;
  const parts = byArchitecture(result);
  const sizes = settings.sizes.map(formatCount).join(", ");
  return html`<header>
    <p class="kicker">Disentangle</p>
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
      ({ name, result: { verdicts } }) =>
        html`${parts.length > 1 && html`<p class="kicker">${name}</p>`}
          <ol class="overview">
            ${verdicts.map((verdict) =>
              overview(
                verdict,
                parts.findIndex((part) => part.name === name),
              ),
            )}
          </ol>`,
    )}
  </header>`;
}

function overview({ claim, statement, outcome }: VerdictRow, architecture: number): Html {
  return html`<li>
    <a href="#${claimAnchor(claim, architecture)}"
      ><span class="number">Claim ${claim}</span>${outcomeBadge(outcome)} <span class="statement">${statement}</span></a
    >
  </li>`;
}
