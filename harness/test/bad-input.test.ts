import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { folder, run, TINY } from "./command.ts";

const BROKEN_ATTACK = `
export default {
  name: "broken", version: "1.0.0", contract: 2,
  offers: [{
    kind: "attack", id: "broken", about: { title: "Broken", summary: "Throws." },
    configure: () => ({ options: {}, make: () => Promise.resolve({
      id: "broken", norm: { id: "l0", name: "L0", radii: { image: 1, latent: 1 }, of() {}, distance() {}, project() {}, start() {} }, bounded: true,
      perturb: () => Promise.reject(new Error("out of ideas")),
    }) }),
  }],
};`;

const NAN_NETWORK = `
import * as tf from ${JSON.stringify(import.meta.resolve("@tensorflow/tfjs"))};
export default {
  name: "nan", version: "1.0.0", contract: 2,
  offers: [{
    kind: "architecture", id: "nan", about: { title: "NaN", summary: "Returns NaN." },
    configure: () => ({ options: {}, make: () => Promise.resolve({ id: "nan", build: ({ classes }) => {
      const w = tf.variable(tf.tensor2d([NaN], [1, 1]), true, undefined);
      const logits = (images) => tf.tidy(() => tf.tile(tf.mul(tf.mean(images, [1, 2]), w), [1, classes]));
      return { classes, logits, parameters: () => ({ w }), state: () => ({ w }), freeze: () => ({ classes, classify: logits, [Symbol.dispose]() {} }), [Symbol.dispose]() { w.dispose(); } };
    } }) }),
  }],
};`;

const FLAT_MANIFOLD = `
export default {
  name: "flat", version: "1.0.0", contract: 2,
  offers: [{
    kind: "manifold", id: "flat", about: { title: "Flat", summary: "Has no decoder." },
    configure: () => ({ options: {}, make: () => Promise.resolve({ id: "flat", exact: false, project: () => Promise.reject(new Error("unused")), [Symbol.dispose]() {} }) }),
  }],
};`;

let plugins = "";
beforeAll(() => {
  plugins = folder();
  writeFileSync(join(plugins, "broken.mjs"), BROKEN_ATTACK);
  writeFileSync(join(plugins, "nan.mjs"), NAN_NETWORK);
  writeFileSync(join(plugins, "flat.mjs"), FLAT_MANIFOLD);
  writeFileSync(join(plugins, "syntax.mjs"), "// a plugin\nconst x = ;\n");
});

/** One clear message: a code, what is wrong, no stack trace. */
function expectOneMessage(stderr: string, code: string, ...parts: readonly (string | RegExp)[]): void {
  const line = stderr.trim().split("\n").at(-1) ?? "";
  expect(line).toContain(`${code}:`);
  for (const part of parts) expect(line).toMatch(part);
  expect(stderr).not.toMatch(/\n\s+at /);
}

describe.concurrent("the command line", () => {
  test.each([
    [["--attack", "pgd-lnf"], "unknown-part", /There is no attack "pgd-lnf".*Did you mean "pgd-linf"\?/],
    [["--attack", "pgd-linf:iterations=-3"], "bad-option", /attack pgd-linf.*iterations/],
    [["--strategy", "onmanifold"], "unknown-part", /There is no strategy "onmanifold".*Did you mean "on-manifold"\?/],
    [["--strategy", "on-manifold", "--claims", "1"], "contradiction", /Add the strategy "normal"/],
    [["--claims", "5"], "unknown-part", /There is no claim "5".*1, 2, 3, 4/],
    [["--profile", "quick", "--claims", "3", "--models", "2"], "contradiction", /Claim 3 needs 4 training sizes of 3 models each/],
    [["--plugin", "FLAT", "--manifold", "flat", "--strategy", "normal,on-manifold"], "unknown-part", /There is no strategy "on-manifold"/],
    [["--plugin", "FLAT", "--manifold", "flat", "--claims", "2"], "contradiction", /Claim 2 .*--manifold/],
    [["--sizes", "2000000"], "contradiction", /2000000 training images.*fonts has 950000.*--sizes/],
    [["--attacked", "200000"], "contradiction", /200000 attacked test images.*160000.*--attacked/],
    [["--models", "1.5"], "bad-option", /--models must be a whole number/],
    [["--plugin", "./nowhere"], "bad-plugin", /nowhere.*cannot be found/],
    [["--config", "nowhere.json"], "bad-option", /config file.*nowhere\.json/],
    [["--attack", "pgd-linf:iteration=80"], "bad-option", /iteration: there is no such option/],
    [["--backend", "simd:threads=2", "--threads", "1"], "contradiction", /Give the number of threads once/],
    [["--out", ""], "bad-option", /--out must name a folder/],
    [["--reporter", "junitt", "--dry-run"], "bad-option", /no reporter "junitt"/],
    [["--queue", "http://head", "--dry-run"], "bad-option", /which is no Redis/],
    [["--plugin", "SYNTAX"], "bad-plugin", /cannot be loaded: .*syntax\.mjs:2/],
  ])("refuses %j before anything runs", async (args, code, message) => {
    const files: Readonly<Record<string, string>> = { FLAT: "flat.mjs", SYNTAX: "syntax.mjs" };
    const given = args.map((word) => (files[word] === undefined ? word : join(plugins, files[word])));
    const out = join(folder(), "run");
    const { status, stderr } = await run([...TINY, "--out", out, ...given]);
    expect(status).toBe(2);
    expectOneMessage(stderr, code, message);
    expect(existsSync(out)).toBe(false);
  });

  test("files of other kinds are not written among", async () => {
    const out = folder();
    writeFileSync(join(out, "notes.txt"), "mine");
    const { status, stderr } = await run([...TINY, "--out", out]);
    expect(status).toBe(2);
    expectOneMessage(stderr, "bad-option", /holds files that are not a run's, such as notes\.txt.*--out/);
  });

  test("a mistyped command is refused with the nearest one", async () => {
    const { status, stderr } = await run(["lst"]);
    expect(status).toBe(2);
    expectOneMessage(stderr, "bad-option", /There is no command "lst"\. Did you mean "list"\?/);
  });

  test("an unknown option is refused with the nearest one", async () => {
    const { status, stderr } = await run(["--profil", "smoke"]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/unknown option '--profil'.*\n?.*--profile/);
  });

  test("an attack that throws is named, and what was finished before it is kept", async () => {
    const out = join(folder(), "run");
    const args = [...TINY, "--claims", "2", "--out", out];
    const broken = await run([...args, "--plugin", join(plugins, "broken.mjs"), "--attack", "broken"]);
    expect(broken.status).toBe(4);
    expectOneMessage(broken.stderr, "crashed", /broken on the manifold.*out of ideas \(at .*broken\.mjs:8:\d+\).*start the run again/);
    const sound = await run(args);
    expect(sound.stderr).toMatch(/train cnn normal N=100 #0.*already there/);
  });

  test("a part that throws when it is made is named, with the line", async () => {
    const plugin = join(plugins, "unmade.mjs");
    writeFileSync(
      plugin,
      BROKEN_ATTACK.replace("make: () => Promise.resolve({", 'make: () => { throw new Error("no way"); }, idle: () => ({'),
    );
    const { status, stderr } = await run([...TINY, "--plugin", plugin, "--attack", "broken", "--out", join(folder(), "run")]);
    expect(status).toBe(2);
    expectOneMessage(stderr, "bad-plugin", /attack broken of broken.*no way \(when it was made\) \(at .*unmade\.mjs:6/);
  });

  test("a model that returns NaN ends the run with the place and a way to mend it", async () => {
    const args = [...TINY, "--claims", "2", "--plugin", join(plugins, "nan.mjs"), "--architecture", "nan", "--out", join(folder(), "run")];
    const { status, stderr } = await run(args);
    expect(status).toBe(4);
    expectOneMessage(stderr, "not-finite", /epoch 1.*Lower the learning rate/);
  });

  test.skipIf(process.getuid?.() === 0)(
    "a folder that cannot be written to is refused before anything runs (skipped: root writes anywhere)",
    async () => {
      const closed = folder();
      chmodSync(closed, 0o500);
      const { status, stderr } = await run([...TINY, "--out", join(closed, "run")]);
      expect(status).toBe(2);
      expectOneMessage(stderr, "bad-option", /Results cannot go to .*--out/);
    },
  );

  test("a file where the folder should be is refused before anything runs", async () => {
    const parent = folder();
    writeFileSync(join(parent, "artifacts"), "in the way");
    const { status, stderr } = await run([...TINY, "--out", join(parent, "run")]);
    expect(status).toBe(2);
    expectOneMessage(stderr, "bad-option", /Results cannot go to .*artifacts.*--out/);
  });

  test.runIf(existsSync("/proc/self"))("a folder of the kernel's is refused at once (skipped: no /proc)", async () => {
    const { status, stderr } = await run([...TINY, "--out", "/proc/disentangle/run"]);
    expect(status).toBe(2);
    expectOneMessage(stderr, "bad-option", /Results cannot go to \/proc/);
  });

  test.each(["report", "compare"])("%s of a run that is not there is refused", async (command) => {
    const nothing = join(folder(), "nothing");
    const { status, stderr } = await run([command, nothing, ...(command === "compare" ? [nothing] : [])]);
    expect(status).toBe(2);
    expectOneMessage(stderr, "bad-option", /There is no run/);
  });
});
