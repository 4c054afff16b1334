import type { ManifoldSetting, RunResult } from "@disentangle/artifacts";
import { isSpaceName, latentSpaceName } from "@disentangle/core";
import { formatCount } from "../data/format.ts";
import { datasetName, words } from "../data/names.ts";
import { spacesOf, spaceWords } from "../data/spaces.ts";
import { type Content, type Html, html } from "../html/html.ts";
import { section } from "./section.ts";

/** What was run, and the command that runs it again. */
export function settings(result: RunResult): Html {
  const { settings } = result;
  const searched = Object.keys(settings.attackedImages).filter(isSpaceName);
  const attacked = spacesOf(
    result,
    searched.map((space) => ({ space })),
  ).map((space) => `${spaceWords(result, space)} ${formatCount(settings.attackedImages[space] ?? 0)}`);
  const entries: readonly (readonly [string, Content])[] = [
    ["Profile, protocol", `${settings.profile}, ${settings.protocol}`],
    [
      "Dataset",
      part(
        { ...settings.dataset, id: datasetName(settings.dataset) },
        html`fingerprint <code>${settings.dataset.fingerprint.slice(0, 16)}</code>`,
      ),
    ],
    [
      "Architecture",
      html`<ul>
        ${settings.architectures.map((architecture) => html`<li>${part(architecture)}</li>`)}
      </ul>`,
    ],
    ["Attack", part(settings.attack, `${settings.restarts} ${settings.restarts === 1 ? "restart" : "restarts"}`)],
    ...(settings.minimumNorm === undefined ? [] : [["Beside its sweeps", part(settings.minimumNorm, "minimum norm")] as const]),
    ...(settings.beside.length === 0
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
    [
      "Manifolds",
      settings.manifolds.length === 0
        ? "none"
        : html`<ul>
            ${settings.manifolds.map((manifold) => html`<li>${part(manifold, roles(manifold, settings))}</li>`)}
          </ul>`,
    ],
    [
      "Training",
      list(
        settings.strategies.map(
          ({ id, sizes, models, steps }) =>
            `${words(id)}: N = ${sizes.map(formatCount).join(", ")}; ${models} ${models === 1 ? "model" : "models"} each${batch(result, steps)}`,
        ),
      ),
    ],
    ["Test images", formatCount(settings.testImages)],
    ["Seed", settings.seed],
    ["Workers", settings.workers === 0 ? "none, all in one process" : settings.workers],
    ["Threads each", settings.threads === 0 ? "as many as the backend chooses" : settings.threads],
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

/** Which part a manifold plays in the run. */
function roles({ id, exact, codes }: ManifoldSetting, { ruler, latent }: RunResult["settings"]): string {
  return [
    exact ? "the true one" : "approximate",
    codes ? "" : "without codes",
    ruler === id ? "distances are measured to it" : "",
    latent === latentSpaceName(id) ? "claims judge its codes" : "",
  ]
    .filter((role) => role !== "")
    .join("; ");
}

type Steps = RunResult["settings"]["strategies"][number]["steps"];

/**
 * Such as `; batches of 75 % clean, 25 % on the manifold (pgd-linf, radius 0.1)`. Steps that follow one
 * another are joined by "then".
 */
function batch(result: RunResult, steps: Steps): string {
  if (steps.length === 0) return "";
  return `; batches of ${steps.map((groups) => groups.map((one) => group(result, one)).join(", ")).join(", then ")}`;
}

function group(result: RunResult, { fraction, space, attack, radius }: Steps[number][number]): string {
  const share = `${Number((100 * fraction).toFixed(1))} % ${space === "clean" ? space : spaceWords(result, space)}`;
  if (attack === undefined) return share;
  const options = Object.entries(attack.options).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return `${share} (${[attack.id, ...options, `radius ${radius}`].join(", ")})`;
}

function list(entries: readonly string[]): Html {
  return html`<ul>
    ${entries.map((entry) => html`<li>${entry}</li>`)}
  </ul>`;
}
