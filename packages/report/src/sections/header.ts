import type { RunResult } from "@disentangle/artifacts";
import { type Html, html } from "../html/html.ts";
import { formatCount } from "../data/format.ts";
import { words } from "../data/names.ts";
import { outcomeBadge } from "./outcome.ts";

/** Title, what was run in one line, and every verdict at a glance. */
export function header(result: RunResult): Html {
  const { settings, verdicts } = result;
  const sizes = settings.sizes.map(formatCount).join(", ");
  return html`<header>
    <p class="kicker">Disentangle</p>
    <h1>Adversarial robustness and generalization on ${settings.dataset.id.toUpperCase()}</h1>
    <p class="setting">
      ${settings.architecture.id.toUpperCase()} · attack ${settings.attack.id} · N = ${sizes} · profile ${settings.profile} · protocol
      ${settings.protocol} · seed ${settings.seed}
    </p>
    ${
      !settings.evidence &&
      html`<p class="banner" role="note">
        <b>${words(settings.profile)}: not evidence.</b> This profile is too small for its verdicts to count; it shows that everything runs.
      </p>`
    }
    <ol class="overview">
      ${verdicts.map(
        ({ claim, statement, outcome }) =>
          html`<li>
            <a href="#claim-${claim}"
              ><span class="number">Claim ${claim}</span>${outcomeBadge(outcome)}<span class="statement">${statement}</span></a
            >
          </li>`,
      )}
    </ol>
  </header>`;
}
