// Mistreats runs and the command line in every way we could think of, and prints a line for each thing that
// goes wrong; exits with 0 where nothing did:
//   node --conditions=@disentangle/source harness/tools/torture.ts --kills 500 --corruptions 1000 \
//     --commands 1000 --minutes 60
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Random } from "@disentangle/core";
import type { Arena } from "./torture/arena.ts";
import { ALONE, BASE_SECONDS, COMPLETE, resultOf } from "./torture/base-run.ts";
import { mistype } from "./torture/command-lines.ts";
import { configure } from "./torture/configs.ts";
import { corrupt } from "./torture/corruptions.ts";
import { Findings } from "./torture/findings.ts";
import { loadPlugins } from "./torture/hostile-plugins.ts";
import { kill } from "./torture/kills.ts";
import { limit } from "./torture/limits.ts";
import { Place } from "./torture/place.ts";
import { Resident } from "./torture/resident.ts";
import { signal } from "./torture/signals.ts";
import { stream } from "./torture/streams.ts";

/** Kinds of mistreatment, each with the share of the time it may take where there is too little for all. */
const KINDS = ["commands", "configs", "corruptions", "plugins", "limits", "streams", "signals", "kills"] as const;

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (text !== "" && Number.isFinite(value) && value >= 0) return value;
  process.stderr.write(`--${name} must be a number that is not negative, and is "${text}".\n`);
  process.exit(2);
}

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    kills: { type: "string", default: "500" },
    corruptions: { type: "string", default: "1000" },
    commands: { type: "string", default: "1000" },
    minutes: { type: "string", default: "60" },
    only: { type: "string", default: KINDS.join(",") },
  },
});
const [seed, kills, corruptions, lines, minutes] = (["seed", "kills", "corruptions", "commands", "minutes"] as const).map((name) =>
  numberOf(name, values[name]),
) as [number, number, number, number, number];
const kinds = values.only.split(",");

const began = performance.now();
const findings = new Findings((line) => void process.stdout.write(`${line}\n`));
using place = new Place();
using resident = new Resident(place);
const pristine = place.fresh("pristine");
const first = await resident.run([...ALONE, "--out", join(pristine, "run")], BASE_SECONDS);
if (first.status !== COMPLETE) throw new Error(`An undisturbed run ended with ${first.status}: ${first.stderr}`);
const expected = await resultOf(join(pristine, "run"));

const deeds: Readonly<Record<(typeof KINDS)[number], (arena: Arena) => Promise<void>>> = {
  commands: (arena) => mistype(arena, Math.ceil(lines / 2)),
  configs: (arena) => configure(arena, Math.floor(lines / 2)),
  corruptions: (arena) => corrupt(arena, corruptions),
  // So many of each as go with so many kills.
  plugins: (arena) => loadPlugins(arena, kills / 4),
  limits: (arena) => limit(arena),
  streams: (arena) => stream(arena),
  signals: (arena) => signal(arena, kills / 10),
  kills: (arena) => kill(arena, kills),
};
const asked = KINDS.filter((kind) => kinds.includes(kind));
for (const [i, kind] of asked.entries()) {
  // Another process for each kind: what one left in it, such as a backend of other threads, is not the next
  // one's.
  resident[Symbol.dispose]();
  // What one kind leaves over goes to those after it.
  const until = performance.now() + (began + minutes * 60_000 - performance.now()) / (asked.length - i);
  await deeds[kind]({
    place,
    findings,
    random: Random.seeded(seed).fork(kind),
    resident,
    pristine,
    expected,
    isOver: () => performance.now() > until,
  });
  process.stdout.write(`${kind} done: ${figuresOf()}\n`);
}
for (const note of findings.notes) process.stdout.write(`note: ${note}\n`);
process.stdout.write(`${figuresOf()}\n`);
process.exitCode = findings.found === 0 ? 0 : 1;

/** What was tried so far, and how much of it went wrong. */
function figuresOf(): string {
  const rounds = [...findings.rounds].map(([kind, count]) => `${count} ${kind}`).join(", ");
  return `${rounds}; seed ${seed}, ${((performance.now() - began) / 60_000).toFixed(1)} minutes; ${findings.found} found`;
}
