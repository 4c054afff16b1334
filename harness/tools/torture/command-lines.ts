import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "@disentangle/core";
import { commands } from "../../src/commands/program.ts";
import { oneOf, type Arena } from "./arena.ts";
import { wrongsOf } from "./judge.ts";
import { makeNode } from "./make-node.ts";
import { inventory, type Place } from "./place.ts";
import { start } from "./real.ts";
import { oddText } from "./values.ts";

const KIND = "command lines";
/** One in so many has a process of its own. */
const SAMPLE = 40;
/** Commands that serve until they are stopped, or need a network. */
const LEFT_OUT = new Set(["explore", "status", "work"]);

/**
 * Command lines that nobody meant: each ends soon, with a status and a line, and writes nothing where it
 * should not. Runs are only planned.
 */
export async function mistype(arena: Arena, count: number): Promise<void> {
  const { place, findings, random, resident, isOver } = arena;
  const program = commands(() => Promise.resolve());
  const zoo = makeZoo(place, arena.pristine);
  for (let round = 0; round < count && !isOver(); round++) {
    const command = oneOf(
      random,
      program.commands.filter((one) => !LEFT_OUT.has(one.name())),
    );
    const name = command.name();
    const args = name === "verify" && random.integer(2) === 0 ? [] : [name];
    const text = (): string => oddText(random, zoo);
    for (const _ of command.registeredArguments) if (random.integer(5) > 0) args.push(text());
    for (let n = random.integer(4); n > 0; n--) {
      const { long, required, optional } = oneOf(random, command.options);
      args.push(...given(random, long ?? "", required || optional ? text() : undefined));
    }
    const plans = name === "verify";
    if (plans) args.push("--profile", "smoke", "--dry-run");
    const before = plans ? inventory(place.work) : "";
    const real = round % SAMPLE === SAMPLE - 1 && !args.some((arg) => arg.includes("\0"));
    const ended = real ? await start(args, { place, seconds: 0 }).ended : await resident.run(args);
    const wrongs = [...wrongsOf(ended), ...place.touched()];
    if (plans && inventory(place.work) !== before) wrongs.push("a plan wrote something");
    findings.judge(real ? `${KIND} in a process of their own` : KIND, args.map((arg) => JSON.stringify(arg)).join(" "), wrongs);
  }
}

function given(random: Random, flag: string, value: string | undefined): readonly string[] {
  if (random.integer(20) === 0) return [flag.slice(0, -1)];
  if (value === undefined) return [flag];
  return random.integer(2) === 0 ? [flag, value] : [`${flag}=${value}`];
}

/**
 * Files and others in the working directory that have no business where they may be named; answers with
 * names.
 */
function makeZoo(place: Place, pristine: string): readonly string[] {
  const at = (name: string): string => join(place.work, name);
  for (const name of ["empty", "only-result", "long"]) mkdirSync(at(name), { recursive: true });
  writeFileSync(join(at("only-result"), "result.json"), "{}");
  writeFileSync(at("plain.txt"), "Dear reader,");
  writeFileSync(at("config.json"), '{"profile":"smoke","sizes":[100]}');
  writeFileSync(at("model.json"), '{"modelTopology":{},"weightsManifest":[]}');
  makeNode(at("pipe"), "p");
  makeNode(at("device"), "c", "1", "3");
  symlinkSync(at("loop"), at("loop"));
  symlinkSync(at("missing"), at("dangling"));
  symlinkSync(pristine, at("pristine"));
  const names = [
    "empty",
    "only-result",
    "plain.txt",
    "plain.txt/below",
    "config.json",
    "model.json",
    "pipe",
    "device",
    "loop",
    "dangling",
    "missing",
  ];
  return [...names, "pristine/run", "pristine", ...names.map((name) => `./${name}`), at("missing"), at("pipe")];
}
