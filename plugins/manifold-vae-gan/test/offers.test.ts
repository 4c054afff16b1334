import { DATASET, type LearnedManifold, OUTSIDE, type Scope } from "@disentangle/core";
import { LINF } from "@disentangle/ops";
import { describe, expect, test } from "vitest";
import plugin from "../src/index.ts";
import { toy } from "./toy.ts";

describe("offers", () => {
  const scope: Scope = { ...OUTSIDE, get: (token) => (token === DATASET ? toy : OUTSIDE.get(token)) as never };
  const make = async (id: string, options: object): Promise<LearnedManifold> => {
    const offer = plugin.offers.find((one) => one.id === id) as Extract<(typeof plugin.offers)[number], { kind: "manifold" }>;
    return (await offer.configure(options).make(scope)) as LearnedManifold;
  };

  test.each(plugin.offers.map((offer) => [offer.id, offer] as const))(
    "%s has options that are plain data, described, and refused where wrong",
    (_, offer) => {
      const { options } = offer.configure({ width: 16 });
      expect(offer.configure(JSON.parse(JSON.stringify(options))).options).toEqual(options);
      for (const words of Object.values(offer.about.options ?? {})) expect(words).toMatch(/\w/u);
      expect(Object.keys(offer.about.options ?? {})).toEqual(expect.arrayContaining(Object.keys(options as object)));
      for (const wrong of [{ width: 0 }, { epochs: 1.5 }, { beta: -1 }, { batch: 1 }, { gama: 1 }]) {
        expect(() => offer.configure(wrong)).toThrow(new RegExp(Object.keys(wrong)[0] as string));
      }
    },
  );

  test("vae-gan has a lesson per class, codes of ten numbers, and the radius of the norm", async () => {
    const made = await make("vae-gan", {});
    expect(made.lessons.map(({ id }) => id)).toEqual(["class-0", "class-1", "class-2"]);
    expect(made.codes?.size).toBe(10);
    expect(made.codes?.radius?.(LINF)).toBeUndefined();
    expect(made.exact).toBe(false);
  });

  test("vae-gan-agnostic has one lesson, and a radius of 0.1", async () => {
    const made = await make("vae-gan-agnostic", { size: 4 });
    expect(made.lessons.map(({ id }) => id)).toEqual(["all-classes"]);
    expect(made.codes?.size).toBe(4);
    expect(made.codes?.radius?.(LINF)).toBe(0.1);
    expect(made.codes?.tellsLabels).toBe(false);
  });

  test("lessons cost more with wider networks, more images and more epochs", async () => {
    const cost = async (options: object): Promise<number> => (await make("vae-gan", options)).lessons[0]?.cost ?? 0;
    const base = await cost({ width: 16, epochs: 5 });
    expect(await cost({ width: 64, epochs: 5 })).toBeGreaterThan(3 * base);
    expect(await cost({ width: 16, epochs: 10 })).toBeCloseTo(2 * base, 6);
    expect(await cost({ width: 16, epochs: 5, images: 10 })).toBeLessThan(base + 1e-9);
  });
});
