import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Random } from "@disentangle/core";
import { EXIT } from "../../src/process/exit.ts";
import { oneOf, type Arena } from "./arena.ts";
import { wrongsOf } from "./judge.ts";
import { makeNode } from "./make-node.ts";
import { oddValue } from "./values.ts";

const OPTIONS: readonly string[] = [
  "profile protocol backend reuse dataset manifolds ruler architectures attack beside minimumNorm sourceAttack strategies claims sizes models",
  "attacked restarts spaces testImages targeted epsilon eta seed threads workers plugins out store queue config json",
  "__proto__ constructor toString",
].flatMap((line) => line.split(" "));

/** Files of their own kind of trouble, by name. */
const FILES: readonly (readonly [name: string, content: string | ((path: string) => void)])[] = [
  ["empty.json", ""],
  ["bom.json", '\ufeff{"profile":"smoke"}'],
  ["cut.json", '{"profile":"smo'],
  ["million.json", JSON.stringify({ sizes: Array.from({ length: 1_000_000 }, (_, i) => i + 1) })],
  ["deep.json", `{"attack":${"[".repeat(50_000)}${"]".repeat(50_000)}}`],
  ["prototype.json", '{"__proto__":{"seed":7},"profile":"smoke"}'],
  ["twice.json", '{"seed":1,"seed":2,"profile":"smoke"}'],
  ["huge.json", `{"profile":"${"x".repeat(20_000_000)}"}`],
  ["binary.json", "\u0000\u0001\u0002\ufffd"],
  ["throws.mjs", 'throw new Error("on purpose");'],
  ["getter.mjs", 'export default { get seed() { throw new Error("on purpose"); } };'],
  ["proxy.mjs", 'export default new Proxy({}, { ownKeys() { throw new Error("on purpose"); } });'],
  ["class.mjs", "export default new (class { seed = 7; })();"],
  ["function.mjs", "export default () => ({ seed: 7 });"],
  ["itself.mjs", "const own = {}; own.attack = own; export default own;"],
  ["nothing.mjs", "export const seed = 7;"],
  ["syntax.ts", "export default { seed: };"],
  ["types.ts", "enum A { B } export default { seed: A.B };"],
  ["unknown.toml", "seed = 7"],
  ["pipe.json", (path) => makeNode(path, "p")],
  ["device.json", (path) => makeNode(path, "c", "1", "3")],
  ["folder.json", (path) => mkdirSync(path)],
];

/** Plans runs of config files that nobody meant. */
export async function configure({ place, findings, random, resident, isOver }: Arena, count: number): Promise<void> {
  for (let round = 0; round < count && !isOver(); round++) {
    const special = FILES[round];
    const path = join(place.fresh("configs"), special?.[0] ?? `config-${round}.json`);
    const content = JSON.stringify(options(random));
    if (special === undefined) writeFileSync(path, content);
    else if (typeof special[1] === "string") writeFileSync(path, special[1]);
    else special[1](path);
    const ended = await resident.run(["--config", path, "--dry-run"]);
    const wrongs = wrongsOf(ended, new Set([EXIT.supported, EXIT.usage]));
    findings.judge("configs", special?.[0] ?? content.slice(0, 300), [...wrongs, ...place.touched()]);
    rmSync(path, { recursive: true, force: true });
  }
}

function options(random: Random): unknown {
  if (random.integer(20) === 0) return oddValue(random, OPTIONS);
  const entries = Array.from({ length: 1 + random.integer(3) }, () => [oneOf(random, OPTIONS), oddValue(random, OPTIONS)] as const);
  return Object.fromEntries([["profile", "smoke"], ...entries]);
}
