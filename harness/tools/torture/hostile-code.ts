// Modules that a plugin should not be.
const OPS = import.meta.resolve("@disentangle/ops");
const CARD = '{ title: "Hostile", summary: "Does harm." }';
const NOISE = '"\\u001b[2J\\u202e\\u0007name"';

/** A plugin with one attack whose pieces are code; the default is a fair one. */
interface Pieces {
  readonly offer?: string;
  readonly configure?: string;
  readonly make?: string;
  readonly attack?: string;
  readonly perturb?: string;
}

function plugin({ offer, configure, make, attack, perturb }: Pieces): string {
  return `import { LINF } from ${JSON.stringify(OPS)};
const perturb = ${perturb ?? "async ({ space }) => ({ points: space.origin.clone() })"};
const attack = ${attack ?? '{ id: "hostile", norm: LINF, bounded: true, perturb }'};
const make = ${make ?? "async () => attack"};
const configure = ${configure ?? "() => ({ options: {}, make })"};
const offer = ${offer ?? `{ kind: "attack", id: "hostile", about: ${CARD}, configure }`};
export default { name: "hostile", version: "1.0.0", contract: 2, offers: [offer] };
`;
}

const NEVER = "new Promise(() => undefined)";
const THROWS = '{ throw new Error("on purpose"); }';

/** What plugins may do wrong, by accident or not; each is loaded and its attack asked for. */
export const PLUGINS: readonly (readonly [name: string, code: string])[] = [
  ["nothing in it", ""],
  ["no JavaScript", "{{{"],
  ["throws as it loads", 'throw new Error("on purpose");'],
  ["throws undefined as it loads", "throw undefined;"],
  ["imports what is not there", 'import "not-there-at-all";'],
  ["imports itself", 'import me from "./hostile.mjs?again"; export default me;'],
  ["exports null", "export default null;"],
  ["exports a number", "export default 7;"],
  ["exports a function", "export default () => 7;"],
  ["exports a promise", "export default Promise.resolve({});"],
  ["getters that throw", `export default { get offers() ${THROWS}, name: "x", version: "1", contract: 2 };`],
  ["a proxy that throws", `export default new Proxy({}, { get() ${THROWS}, has() ${THROWS}, ownKeys() ${THROWS} });`],
  ["a proxy that answers everything with itself", "const p = new Proxy(() => p, { get: () => p, apply: () => p }); export default p;"],
  ["offers that are no list", 'export default { name: "x", version: "1", contract: 2, offers: 7 };'],
  ["offers of null", 'export default { name: "x", version: "1", contract: 2, offers: [null, undefined, 7] };'],
  ["another contract", 'export default { name: "x", version: "1", contract: {}, offers: [] };'],
  ["an id of the prototype", plugin({ offer: `{ kind: "attack", id: "__proto__", about: ${CARD}, configure }` })],
  ["an id with control characters", plugin({ offer: `{ kind: "attack", id: ${NOISE}, about: ${CARD}, configure }` })],
  [
    "a title with control characters",
    plugin({
      offer: `{ kind: "attack", id: "hostile", about: { title: ${NOISE}, summary: ${NOISE}, traits: { [${NOISE}]: ${NOISE} } }, configure }`,
    }),
  ],
  ["a name with control characters", plugin({}).replace('name: "hostile"', `name: ${NOISE}`)],
  ["a kind that there is not", plugin({ offer: `{ kind: "constructor", id: "hostile", about: ${CARD}, configure }` })],
  ["configure throws", plugin({ configure: `() => ${THROWS}` })],
  ["configure throws a text", plugin({ configure: '() => { throw "on purpose"; }' })],
  ["configure throws control characters", plugin({ configure: `() => { throw new Error(${NOISE}); }` })],
  ["configure answers with nothing", plugin({ configure: "() => undefined" })],
  ["configure answers with null", plugin({ configure: "() => null" })],
  ["configure answers with a promise", plugin({ configure: "async () => ({ options: {}, make })" })],
  ["options that hold themselves", plugin({ configure: "() => { const options = {}; options.own = options; return { options, make }; }" })],
  ["options that are huge", plugin({ configure: '() => ({ options: { a: "x".repeat(1e8) }, make })' })],
  ["options with getters", plugin({ configure: `() => ({ options: { get a() ${THROWS} }, make })` })],
  ["make is missing", plugin({ configure: "() => ({ options: {} })" })],
  ["make throws", plugin({ make: `() => ${THROWS}` })],
  ["make rejects with nothing", plugin({ make: "() => Promise.reject()" })],
  ["a part undefined", plugin({ make: "async () => undefined" })],
  ["a part of null", plugin({ make: "async () => null" })],
  ["a part that is a number", plugin({ make: "async () => 7" })],
  ["a part without anything", plugin({ attack: "{}" })],
  ["a norm that is a number", plugin({ attack: '{ id: "hostile", norm: 2, bounded: true, perturb }' })],
  ["a norm of nothing", plugin({ attack: '{ id: "hostile", norm: undefined, bounded: true, perturb }' })],
  ["a norm with functions missing", plugin({ attack: '{ id: "hostile", norm: { id: "linf" }, bounded: true, perturb }' })],
  [
    "a norm that throws",
    plugin({ attack: `{ id: "hostile", norm: { ...LINF, of: () => ${THROWS}, project: () => ${THROWS} }, bounded: true, perturb }` }),
  ],
  ["an id that is no text", plugin({ attack: '{ id: {}, norm: LINF, bounded: "yes", perturb }' })],
  ["perturb missing", plugin({ attack: '{ id: "hostile", norm: LINF, bounded: true }' })],
  ["perturb throws", plugin({ perturb: `async () => ${THROWS}` })],
  ["perturb throws null", plugin({ perturb: "async () => { throw null; }" })],
  ["perturb answers with nothing", plugin({ perturb: "async () => undefined" })],
  ["points that are nothing", plugin({ perturb: "async () => ({ points: undefined })" })],
  ["points that are no tensor", plugin({ perturb: "async () => ({ points: [1, 2, 3] })" })],
  ["points of another shape", plugin({ perturb: "async ({ space }) => ({ points: space.origin.reshape([-1]) })" })],
  ["points that are NaN", plugin({ perturb: "async ({ space }) => ({ points: space.origin.mul(NaN) })" })],
  [
    "points that were freed",
    plugin({ perturb: "async ({ space }) => { const points = space.origin.clone(); points.dispose(); return { points }; }" }),
  ],
  ["frees the origin", plugin({ perturb: "async ({ space }) => { space.origin.dispose(); return { points: space.origin }; }" })],
  ["iterations that are no tensor", plugin({ perturb: "async ({ space }) => ({ points: space.origin.clone(), iterations: 7 })" })],
  ["freeing throws", plugin({ attack: `{ id: "hostile", norm: LINF, bounded: true, perturb, [Symbol.dispose]() ${THROWS} }` })],
  ["changes the prototype of all objects", `${plugin({})}Object.prototype.iterations = 1; Object.prototype.out = "/nowhere";`],
  ["a promise that never settles as it loads", `await ${NEVER};`],
  ["a promise that never settles as it is made", plugin({ make: `() => ${NEVER}` })],
  ["a promise that never settles in an attack", plugin({ perturb: `() => ${NEVER}` })],
  ["an exit with 0", plugin({ make: "() => process.exit(0)" })],
  ["an exit with a verdict", plugin({ make: "() => process.reallyExit(20)" })],
  ["an exit code that was set", plugin({ perturb: `async () => { process.exitCode = 20; await ${NEVER}; }` })],
  ["a stray exception", plugin({ make: `() => { setTimeout(() => ${THROWS}); return new Promise(() => setInterval(() => {}, 1000)); }` })],
  ["a stray rejection of nothing", plugin({ make: "() => { Promise.reject(); return new Promise(() => setInterval(() => {}, 1000)); }" })],
  ["no memory left", plugin({ make: "async () => { for (let all = [];;) all.push(new Array(1e6).fill(all.length)); }" })],
  ["no stack left", plugin({ make: "async () => { const again = () => again() + 1; return again(); }" })],
  ["a timer left open", plugin({ make: "async () => { setInterval(() => {}, 1000); return attack; }" })],
  [
    "a server left open",
    `import { createServer } from "node:net";\n${plugin({ make: 'async () => { createServer().listen(0, "127.0.0.1"); return attack; }' })}`,
  ],
  ["kills itself", plugin({ make: '() => { process.kill(process.pid, "SIGSEGV"); return new Promise(() => {}); }' })],
  ["sends a verdict itself", plugin({ make: `() => { process.send?.({ status: "gone" }); process.disconnect?.(); return ${NEVER}; }` })],
  [
    "the working directory removed",
    `import { mkdtempSync, rmdirSync } from "node:fs";\n${plugin({ make: 'async () => { const gone = mkdtempSync("gone-"); process.chdir(gone); rmdirSync(`../${gone}`); return attack; }' })}`,
  ],
  ["output closed", plugin({ make: "async () => { process.stdout.destroy(); process.stderr.destroy(); return attack; }" })],
];
