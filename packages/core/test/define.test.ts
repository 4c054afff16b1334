import * as v from "valibot";
import { expect, test } from "vitest";
import { CONTRACT, defineAttack, defineDataset, definePlugin, OUTSIDE, type Attack, type Dataset } from "../src/index.ts";

const schema = v.strictObject({
  steps: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.description("number of updates")), 40),
  rate: v.optional(v.pipe(v.number(), v.description("learning rate, default 0.1 or 0.2 by protocol"))),
  widths: v.optional(v.pipe(v.array(v.number()), v.description("widths of the layers")), [1, 2]),
  label: v.optional(v.pipe(v.string(), v.description("a name, default the one there is")), () => ""),
});

const offer = defineAttack({
  id: "still",
  title: "Still",
  summary: "Stays where it is.",
  traits: { norm: "L2" },
  options: schema,
  make: ({ steps, rate }, { protocol }) => ({ id: `${steps} ${rate} ${protocol}` }) as Attack,
});

test("a part is declared once: its card says what every option is, from the schema", () => {
  expect(offer).toMatchObject({
    kind: "attack",
    id: "still",
    about: {
      title: "Still",
      summary: "Stays where it is.",
      traits: { norm: "L2" },
      options: {
        steps: "number of updates, default 40",
        rate: "learning rate, default 0.1 or 0.2 by protocol",
        widths: "widths of the layers, default [1,2]",
        label: "a name, default the one there is",
      },
    },
  });
});

test("options are known as parsed, defaults filled in, before anything is made", async () => {
  const wanted = { steps: 40, widths: [1, 2], label: "" };
  expect(offer.configure(undefined).options).toEqual(wanted);
  expect(offer.configure({ steps: 40 }).options).toEqual(wanted);
  const configured = offer.configure({ steps: 3, rate: 2 });
  const { options } = configured;
  expect(options).toEqual({ ...wanted, steps: 3, rate: 2 });
  expect(offer.configure(options).options).toEqual(options);
  expect(await configured.make({ ...OUTSIDE, protocol: "reference" })).toEqual({ id: "3 2 reference" });
});

test("wrong options are refused at once, all of them by name", () => {
  expect(() => offer.configure({ steps: 0, speed: 3 })).toThrow(
    expect.objectContaining({
      code: "bad-option",
      message: expect.stringMatching(/attack still.*steps: .*speed: there is no such option/s),
    }),
  );
});

test("a part without options takes none, and names those it got", () => {
  const plain = defineAttack({ id: "plain", title: "Plain", summary: "Nothing.", make: () => ({}) as Attack });
  expect(plain.about.options).toEqual({});
  expect(plain.configure(undefined).options).toEqual({});
  expect(() => plain.configure({ steps: 1, rate: 2 })).toThrow(/attack plain are wrong: steps: there is no such option; rate: there is no/);
  expect(() => plain.configure("steps")).toThrow(expect.objectContaining({ code: "bad-option" }));
});

test("the files of a part are known by its options, without making it", () => {
  const files = defineDataset({
    id: "far",
    title: "Far",
    summary: "Somewhere else.",
    options: v.strictObject({ small: v.optional(v.boolean(), true) }),
    files: ({ small }) => (small ? [] : [{ name: "all", url: "https://example.org/all", hash: "md5-AAAA", bytes: 7 }]),
    make: (): Dataset => {
      throw new Error("It was made.");
    },
  });
  expect(files.files?.(files.configure(undefined).options)).toEqual([]);
  expect(files.files?.(files.configure({ small: false }).options)).toEqual([
    { name: "all", url: "https://example.org/all", hash: "md5-AAAA", bytes: 7 },
  ]);
});

test("a plugin is its manifest, the contract and its offers", () => {
  const manifest = { name: "@disentangle/still", version: "1.2.3", private: true };
  expect(definePlugin(manifest, offer)).toEqual({ name: "@disentangle/still", version: "1.2.3", contract: CONTRACT, offers: [offer] });
});
