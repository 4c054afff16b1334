import type { Finding } from "@disentangle/core";

// What each claim comes to in one sentence for a reader who knows none of the symbols, and what would change
// its verdict. Thresholds are those of the claims; the conditions in the evidence say them exactly.

type Findings = readonly Finding[];

const find = (findings: Findings, id: string, about = ""): Finding | undefined =>
  findings.find((finding) => (finding.id === id || finding.id === `${id}'`) && finding.quantity.includes(about));

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** With a decimal, where shares near one are compared. */
const finely = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Shares that differ by less are called the same. */
const ALIKE = 0.05;

/** Claim 1, with what random noise does, which the claim does not set apart from an attack. */
export function leaving(findings: Findings): string | undefined {
  const [attack, noise, along] = [find(findings, "1a"), find(findings, "noise", "median of"), find(findings, "on-manifold")];
  if (attack === undefined) return undefined;
  const away = `${finely(attack.estimate)} of the length of a regular attack leads away from the manifold`;
  const contrast = along === undefined ? "" : ` Of attacks along the manifold it is ${finely(along.estimate)}.`;
  if (noise === undefined) return `${away}.${contrast}`;
  const random = `${away}, and ${finely(noise.estimate)} of random noise of the same size`;
  return Math.abs(noise.estimate - attack.estimate) < ALIKE
    ? `${random}: nearly every direction leaves it, so this is true and nothing special to attacks.${contrast}`
    : `${random}.${contrast}`;
}

/** Claim 2. */
export function existing(findings: Findings): string | undefined {
  const rates = findings.filter(({ id }) => id === "2a");
  const [first, last, labels] = [rates[0], rates.at(-1), find(findings, "2b")];
  if (first === undefined || last === undefined) return undefined;
  const size = (finding: Finding): string => / at (N = \d+)/.exec(finding.quantity)?.[1] ?? "the smallest N";
  const rest = first === last ? "" : `, and for ${percent(last.estimate)} at ${size(last)}`;
  const kept = labels === undefined ? "" : `; ${percent(labels.estimate)} of those images still show what they showed`;
  return `A change along the manifold that fools the network exists for ${percent(first.estimate)} of the images at ${size(first)}${rest}${kept}.`;
}

/** Claim 3. */
export function generalizing(findings: Findings): string | undefined {
  const [related, gain, robust] = [find(findings, "3a"), find(findings, "3b", "E("), find(findings, "3e")];
  if (related === undefined) return undefined;
  const strength = related.estimate >= 0.7 ? "are also the ones" : "are not clearly the ones";
  const better =
    gain === undefined
      ? ""
      : `; training on such examples ${gain.estimate >= 0 ? "lowers" : "raises"} the test error by ${points(gain.estimate)} at small N`;
  const safer =
    robust === undefined
      ? ""
      : ` and ${robust.estimate >= 0 ? "lowers" : "raises"} the success of on-manifold attacks by ${points(robust.estimate)}`;
  return `Networks that err more ${strength} fooled more along the manifold (rank correlation ${related.estimate.toFixed(2)})${better}${safer}.`;
}

/** Claim 4, of normal training. */
export function contradicting(findings: Findings): string | undefined {
  const [fall, share, rate] = ["relative fall", "share that is left", "change of R"].map((about) =>
    findings.find(({ quantity }) => quantity.includes(about) && quantity.includes("(normal")),
  );
  if (fall === undefined || rate === undefined) return undefined;
  const error = `From the smallest to the largest N the test error of normal training ${fall.estimate >= 0 ? "falls" : "rises"} by ${percent(Math.abs(fall.estimate))} of itself`;
  const radius =
    share === undefined
      ? `, and the success of regular attacks changes by ${points(rate.estimate)}`
      : `, and the change of a pixel that fools half of the images becomes ${share.estimate.toFixed(1)} times what it was`;
  return `${error}${radius}.`;
}

/** A difference of rates in points of percent. */
function points(difference: number): string {
  return `${Math.abs(100 * difference).toFixed(0)} points`;
}

/** What would change each verdict, whatever it is. */
export const WOULD_CHANGE = {
  leaving:
    "Refuted if the upper bound of 1a were below 0.7; undecided if a bound missed its limit or the control, known to stay on the manifold, did not.",
  approximately:
    "Undecided if a bound missed its limit or the control, known to stay among real images, did not. An approximate manifold cannot refute it.",
  existing:
    "Refuted if the upper bound of the success rate at the smallest N were below 2 %; undecided if examples lost their label or a bound missed its limit.",
  generalizing:
    "Refuted if the upper bound of the rank correlation were below 0.3, or training on such examples raised the error for sure; undecided if a bound missed its limit.",
  contradicting:
    "Refuted if more data raised the success of attacks by more than 10 points for sure, or lowered the smallest ε by more than 0.05; undecided if a bound missed its limit.",
} as const;
