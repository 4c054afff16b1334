import type { Random } from "@disentangle/core";
import { oneOf } from "./arena.ts";

/** Texts that were never meant, one after the other between bars. */
const TEXTS: readonly string[] = [
  // Numbers, or nearly.
  "|-1|-0|0|1|1e9|100000|1e308|9007199254740993|NaN|Infinity|0x10|1_000|١٢|1,2,1|,,,|1,,2|1;2|1 2",
  // Names that every object has.
  "__proto__|constructor|prototype|toString|hasOwnProperty|null|undefined|true|[object Object]",
  // What shells, terminals and formats take for more than text.
  " |\t|-|--|\"|'|`|\\|%s%n%d|$(id)|${HOME}|\u001b[31mred|\u0007|\u202egnp.exe|line\nfeed|\r|é|日本|🙂|\ud800|\u0000",
  // Places.
  "../../..|/|.|..|~|/proc/y|/proc/self/mem|file:///etc/passwd|http://127.0.0.1:9/|C:\\con|a/../../b",
  // Parts and options of them.
  "pgd-linf|pgd-linf:|pgd-linf:=|pgd-linf:iterations|pgd-linf:iterations=|pgd-linf:iterations=1e9|pgd-linf:iterations=-1|transfer",
  'pgd-linf:__proto__={"iterations":1}|pgd-linf:constructor=1|pgd-linf:iterations=1,iterations=2|pgd-linf:iterations=[1]',
  "normal|on-manifold|image|latent|fonts|fonts:size=1e9|bars|mlp|cnn:width=1e9|mlp:units=1e9|simd:threads=1e9|simd",
  "junit|junit=|github|json=/|fonts=0.3|fonts=,|=0.3|fonts=NaN|smoke|paper|quick|reference|inconclusive",
  // Too many.
  `${"a".repeat(5000)}|${"1,".repeat(3000)}|${"(".repeat(300)}`,
].flatMap((line) => line.split("|"));

/** A text that was never meant; sometimes one of two. */
export function oddText(random: Random, named: readonly string[]): string {
  const text = oneOf(random, random.integer(3) === 0 ? named : TEXTS);
  const kind = random.integer(12);
  if (kind === 0) return `${text},${oneOf(random, TEXTS)}`;
  if (kind === 1) return text + String.fromCharCode(1 + random.integer(0x2fff));
  return text;
}

/** A value that JSON can hold, of any kind and size. */
export function oddValue(random: Random, named: readonly string[], depth = 0): unknown {
  const kind = random.integer(depth > 3 ? 6 : 11);
  if (kind < 3) return oddText(random, named);
  if (kind === 3) return oneOf(random, [0, -1, 1, 1.5, 1e9, 1e308, -0, 2 ** 53]);
  if (kind === 4) return oneOf(random, [true, false, null]);
  if (kind === 5) return oneOf(random, [[], {}]);
  if (kind < 8) return Array.from({ length: random.integer(4) }, () => oddValue(random, named, depth + 1));
  if (kind === 8) return Array.from({ length: oneOf(random, [101, 2000, 100_000]) }, (_, i) => i + 1);
  const names = Array.from({ length: random.integer(4) }, () => (random.integer(3) === 0 ? "id" : oddText(random, named)));
  return Object.fromEntries(names.map((name) => [name, oddValue(random, named, depth + 1)]));
}
