import { Fault } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { resolveSettings } from "../src/settings.ts";

describe("resolveSettings", () => {
  test("asks for the quick profile of all four claims by default", () => {
    const settings = resolveSettings({});
    expect(settings.profile.name).toBe("quick");
    expect(settings.claims).toEqual(["1", "2", "3", "4"]);
    expect(settings.profile.sizes).toEqual([250, 500, 1000, 2000, 4000]);
    expect(settings.manifold.id).toBe("fonts");
  });

  test("the same request gives the same folder, another request another", () => {
    const folder = (request: object): string => resolveSettings(request).out;
    expect(folder({ attack: "pgd-l2" })).toBe(folder({ attack: "pgd-l2" }));
    const requests = [{}, { attack: "pgd-l2" }, { seed: 2 }, { protocol: "reference" }, { profile: "smoke" }, { backend: "cpu" }];
    const others = [
      { attack: "pgd-linf:iterations=80" },
      { architectures: ["cnn", "mlp"] },
      { sizes: [250] },
      { restarts: 7 },
      { epsilon: 0.1 },
    ];
    const folders = [...requests, ...others].map(folder);
    expect(new Set(folders).size).toBe(folders.length);
  });

  test("sizes are sorted and each is kept once; strategies that are named are trained at all of them", () => {
    const { profile } = resolveSettings({ sizes: [500, 250, 500, 8000], strategies: ["on-manifold"] });
    expect(profile.sizes).toEqual([250, 500, 8000]);
    expect(profile.largestOther).toBe(Infinity);
  });

  test.each([
    [{ profile: "huge" }, "profile"],
    [{ sizes: [0] }, "sizes"],
    [{ sizes: [2.5] }, "sizes"],
    [{ models: -1 }, "models"],
    [{ epsilon: -0.1 }, "epsilon"],
    [{ seed: 1.5 }, "seed"],
    [{ colour: "red" }, "colour"],
    ["quick", "options"],
  ])("refuses %j and names %s", (request, name) => {
    expect(() => resolveSettings(request)).toThrow(Fault);
    expect(() => resolveSettings(request)).toThrow(new RegExp(name));
  });
});
