import { LINF } from "@disentangle/ops";
import { describe, expect, test } from "vitest";
import { formatEta } from "../src/request/eta.ts";
import { readSettings } from "../src/request/read-settings.ts";
import { radiusOf } from "../src/run/radii.ts";

describe("--eta", () => {
  const radiusIn = (eta: unknown, space: Parameters<typeof radiusOf>[2]): number =>
    radiusOf({ settings: readSettings({ eta }), manifolds: new Map() }, LINF, space);

  test("is one radius for all spaces but that of images", () => {
    expect(radiusIn("0.25", "latent/fonts")).toBe(0.25);
    expect(radiusIn(0.25, "transformation")).toBe(0.25);
    expect(radiusIn(0.25, "image")).toBe(LINF.radii?.image);
  });

  test("is a radius by manifold, and what is not named keeps its own", () => {
    const asked = "fonts=0.2,transformation=0.4";
    expect(radiusIn(asked, "latent/fonts")).toBe(0.2);
    expect(radiusIn(asked, "transformation")).toBe(0.4);
    expect(radiusIn(asked, "latent/vae-gan")).toBe(LINF.radii?.latent);
    expect(formatEta({ fonts: 0.2, transformation: 0.4 })).toBe(asked);
  });

  test.each(["", "much", "fonts=", "fonts=-1", "fonts=0.2,fonts=0.3", "-0.1", {}, { fonts: "0.2" }])("refuses %j", (eta) => {
    expect(() => readSettings({ eta })).toThrow(/--eta must/);
  });

  test("gives other radii another folder", () => {
    expect(readSettings({ eta: "fonts=0.2" }).out).not.toBe(readSettings({ eta: "fonts=0.3" }).out);
  });
});
