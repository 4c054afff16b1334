import type { Finding } from "@disentangle/core";

// What each claim comes to in one sentence for a reader who knows none of the symbols, and what would change
// its verdict. Thresholds are those of the claims; the conditions in the evidence say them exactly.

type Findings = readonly Finding[];

const find = (findings: Findings, id: string, about = ""): Finding | undefined =>
  findings.find((finding) => (finding.id === id || finding.id === `${id}'`) && finding.quantity.includes(about));

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** With a decimal, where shares near one are compared. */
const finely = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Shares that differ by less are called alike, and by less than the second the same. */
const [ALIKE, SAME] = [0.05, 0.01];

/** A claim in a sentence, and another on what is not settled; nothing where its main finding is missing. */
type InShort = (findings: Findings) => string | undefined;

/** Claim 1, with what random noise does, which the claim does not set apart from an attack. */
export const leaving: InShort = settling((findings) => {
  const [attack, noise, along] = [find(findings, "1a"), find(findings, "noise", "median of"), find(findings, "on-manifold")];
  if (attack === undefined) return undefined;
  const away = `${finely(attack.estimate)} of the length of a regular attack leads away from the manifold`;
  const contrast = along === undefined ? "" : ` Of attacks along the manifold it is ${finely(along.estimate)}.`;
  if (noise === undefined) return `${away}.${contrast}`;
  const random = `${away}, and ${finely(noise.estimate)} of random noise of the same size`;
  const difference = noise.estimate - attack.estimate;
  if (Math.abs(difference) >= ALIKE) return `${random}.${contrast}`;
  const special =
    Math.abs(difference) < SAME
      ? "so this is true and nothing special to attacks"
      : `attacks a little ${difference > 0 ? "less" : "more"} than noise`;
  return `${random}: nearly every direction leaves it, ${special}.${contrast}`;
});

/** Claim 2. */
export const existing: InShort = settling((findings) => {
  const rates = findings.filter(({ id }) => id === "2a");
  const [first, last, labels] = [rates[0], rates.at(-1), find(findings, "2b")];
  if (first === undefined || last === undefined) return undefined;
  const size = (finding: Finding): string => / at (N = \d+)/.exec(finding.quantity)?.[1] ?? "the smallest N";
  const rest = first === last ? "" : `, and for ${percent(last.estimate)} at ${size(last)}`;
  const kept = labels === undefined ? "" : `; ${percent(labels.estimate)} of those images still show what they showed`;
  return `A change along the manifold that fools the network exists for ${percent(first.estimate)} of the images at ${size(first)}${rest}${kept}.`;
});

/** Claim 3. */
export const generalizing: InShort = settling((findings) => {
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
});

/** Claim 4, of normal training. */
export const contradicting: InShort = settling((findings) => {
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
});

/** A difference of rates in points of percent. */
function points(difference: number): string {
  const rounded = Math.abs(100 * difference).toFixed(0);
  return `${rounded} point${rounded === "1" ? "" : "s"}`;
}

/** What each part of a claim says, to be put after "that". */
const SAYS: Readonly<Record<string, string>> = {
  "1a": "attacks leave the manifold",
  "1b": "they are farther from it than real images",
  "1c": "they stay near the image they came from",
  control: "moves along the manifold are told from others",
  "2a": "such changes exist at every N",
  "2b": "changed images still show what they showed",
  "2c": "changes along the manifold stay nearer to it than regular attacks",
  "3a": "errors and fooled images go together",
  "3b": "training on such examples lowers the test error",
  "3c": "more data makes them rarer",
  "4a": "more data does not help the attacker",
  "4b": "more data does not shrink the change that fools",
  "4c": "more data lowers the test error",
};

/** Adds to a claim's sentence what the bounds that were missed leave open; nothing where none was. */
function settling(say: InShort): InShort {
  return (findings) => {
    const open = new Set(findings.filter(({ outcome }) => outcome === "failed").flatMap(openWords));
    const words = say(findings);
    return words === undefined || open.size === 0 ? words : `${words} Not settled: that ${[...open].join(", and that ")}.`;
  };
}

function openWords({ id, quantity }: Finding): readonly string[] {
  const says = SAYS[id.replace("'", "")];
  if (says === undefined) return [];
  // Of claim 4, quantities end with the training that they are of.
  const [, strategy = "normal"] = (id.startsWith("4") && /\(([^(),]+)[^()]*\)$/.exec(quantity)) || [];
  return [strategy === "normal" ? says : `${says} after ${strategy} training`];
}

/** What would change each verdict, whatever it is. */
export const WOULD_CHANGE = {
  leaving:
    "Supported when every bound meets its limit; refuted if the upper bound of 1a were below 0.7; undecided otherwise, and where the control, known to stay on the manifold, did not.",
  approximately:
    "Supported when every bound meets its limit; undecided otherwise, and where the control, known to stay among real images, did not. An approximate manifold cannot refute it.",
  existing:
    "Supported when every bound meets its limit; refuted if the upper bound of the success rate at the smallest N were below 2 %; undecided otherwise.",
  generalizing:
    "Supported when every bound meets its limit; refuted if the upper bound of the rank correlation were below 0.3, or training on such examples raised the error for sure; undecided otherwise.",
  contradicting:
    "Supported when every bound meets its limit; refuted if more data raised the success of attacks by more than 10 points for sure, or lowered the smallest ε by more than 0.05; undecided otherwise.",
} as const;
