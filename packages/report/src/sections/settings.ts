import { SPACE_KINDS } from "@disentangle/core";
import type { RunResult } from "@disentangle/artifacts";
import { formatCount } from "../data/format.ts";
import { SPACE_NAMES, words } from "../data/names.ts";
import { type Content, type Html, html } from "../html/html.ts";
import { section } from "./section.ts";

/** What was run, and the command that runs it again. */
export function settings(result: RunResult): Html {
  const { settings } = result;
  const attacked = SPACE_KINDS.filter((space) => settings.attackedImages[space] !== undefined).map(
    (space) => `${SPACE_NAMES[space]} ${formatCount(settings.attackedImages[space] ?? 0)}`,
  );
  const entries: readonly (readonly [string, Content])[] = [
    ["Profile, protocol", `${settings.profile}, ${settings.protocol}`],
    ["Dataset", part(settings.dataset, html`fingerprint <code>${settings.dataset.fingerprint.slice(0, 16)}</code>`)],
    [
      "Architecture",
      html`<ul>
        ${settings.architectures.map((architecture) => html`<li>${part(architecture)}</li>`)}
      </ul>`,
    ],
    ["Attack", part(settings.attack, `${settings.restarts} ${settings.restarts === 1 ? "restart" : "restarts"}`)],
    ...(settings.beside === undefined
      ? []
      : [
          [
            "Beside it",
            html`<ul>
              ${settings.beside.map((attack) => html`<li>${part(attack)}</li>`)}
            </ul>`,
          ] as const,
        ]),
    ["Attacked test images", attacked.join(", ") || "none"],
    ["Manifold", part(settings.manifold, settings.manifold.exact ? "the true one" : "approximated")],
    [
      "Training",
      list(
        settings.strategies.map(
          ({ id, sizes, models, steps }) =>
            `${words(id)}: N = ${sizes.map(formatCount).join(", ")}; ${models} ${models === 1 ? "model" : "models"} each${batch(steps)}`,
        ),
      ),
    ],
    ["Test images", formatCount(settings.testImages)],
    ["Seed", settings.seed],
    ["Threads", settings.threads === 0 ? "as many as the backend chooses" : settings.threads],
    [
      "Backend",
      `${settings.backend.id} (${[settings.backend.name, ...Object.entries(settings.backend.detail).map(([name, value]) => `${name} ${value}`)].join(", ")})`,
    ],
    ["Machine", settings.machine],
    ["Plugins", list(settings.plugins.map(({ name, version }) => `${name} ${version}`))],
    ["Written by", `${result.tool.name} ${result.tool.version}, result schema ${result.schemaVersion}`],
  ];
  return section(
    "settings",
    "Settings and how to reproduce",
    html`<p>The same command gives the same numbers on the same machine and backend, times aside:</p>
      <pre class="command"><code>${result.command}</code></pre>`,
    html`<dl class="settings">
      ${entries.map(
        ([name, value]) =>
          html`<dt>${name}</dt>
            <dd>${value}</dd>`,
      )}
    </dl>`,
  );
}

function part({ id, options }: RunResult["settings"]["attack"], note?: Content): Html {
  const given = Object.keys(options).length > 0 && html` <code>${JSON.stringify(options)}</code>`;
  return html`${id}${given}${note !== undefined && html`, ${note}`}`;
}

type Steps = NonNullable<RunResult["settings"]["strategies"][number]["steps"]>;

/** Such as `; batches of 75 % clean, 25 % latent (pgd-linf, radius 0.1)`. Steps that follow one another are joined by "then". */
function batch(steps: Steps | undefined): string {
  if (steps === undefined) return "";
  return `; batches of ${steps.map((groups) => groups.map(group).join(", ")).join(", then ")}`;
}

function group({ fraction, space, attack, radius }: Steps[number][number]): string {
  const share = `${Number((100 * fraction).toFixed(1))} % ${space}`;
  if (attack === undefined) return share;
  const options = Object.entries(attack.options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return `${share} (${[attack.id, ...options, `radius ${radius}`].join(", ")})`;
}

function list(entries: readonly string[]): Html {
  return html`<ul>
    ${entries.map((entry) => html`<li>${entry}</li>`)}
  </ul>`;
}
