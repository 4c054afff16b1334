import { InvalidArgumentError, Option } from "commander";
import { splitParts } from "../request/part-choice.ts";
import { TARGETS } from "../request/targets.ts";

/** `--plugin`, as every command has it that looks at parts. */
export const plugin = (): Option => new Option("--plugin <package or path...>", "further plugins: a package name, a folder or a module");

/** `--targeted`, as every command has it that attacks. */
export const targeted = (): Option =>
  new Option(
    "--targeted <class>",
    "the class that attacks must reach: the one after the true one, the least likely one, or a random one",
  ).choices(TARGETS);

/** `a, b` as its words. */
export function words(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

/** Several parts, in one text or in several. */
export function parts(text: string, before: string[] = []): string[] {
  return [...before, ...splitParts(text)];
}

/** Outcomes that may be allowed, in one text or in several. */
export function outcomes(text: string, before: string[] = []): string[] {
  const named = words(text);
  if (named.length === 0 || named.some((name) => name !== "inconclusive" && name !== "refuted")) {
    throw new InvalidArgumentError("Allowed choices are inconclusive, refuted.");
  }
  return [...before, ...named];
}

/** @throws InvalidArgumentError where the text is no finite number */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("It must be a number.");
  return value;
}

/** `1,2` as its numbers. */
export function numbers(text: string): number[] {
  return words(text).map(number);
}

const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };

/** `5GB` as its bytes. */
export function bytes(text: string): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?) ?([kMGT]?)B?$/.exec(text.trim()) ?? [];
  if (amount === undefined) throw new InvalidArgumentError("It must be a size, such as 500MB or 5GB.");
  return Number(amount) * (UNITS[unit] ?? 1);
}
