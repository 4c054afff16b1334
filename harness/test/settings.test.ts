import { Fault } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { readSettings } from "../src/request/read-settings.ts";

describe("readSettings", () => {
  test("asks for the quick profile of all four claims by default", () => {
    const settings = readSettings({});
    expect(settings.profile.name).toBe("quick");
    expect(settings.claims).toEqual(["1", "2", "3", "4"]);
    expect(settings.profile.sizes).toEqual([250, 500, 1000, 2000, 4000]);
    expect(settings.manifolds).toBeUndefined();
    expect([...settings.named]).toEqual([]);
  });

  test("the same request gives the same folder, another request another", () => {
    const folder = (request: object): string => readSettings(request).out;
    expect(folder({ attack: "pgd-l2" })).toBe(folder({ attack: "pgd-l2" }));
    const requests = [{}, { attack: "pgd-l2" }, { seed: 2 }, { protocol: "reference" }, { profile: "smoke" }, { backend: "cpu" }];
    const others = [
      { attack: "pgd-linf:iterations=80" },
      { architectures: ["cnn", "mlp"] },
      { sizes: [250] },
      { restarts: 7 },
      { epsilon: 0.1 },
      { minimumNorm: "fmn-linf" },
      { minimumNorm: "fab" },
      { attack: "transfer" },
      { attack: "transfer", sourceAttack: "pgd-l2" },
    ];
    const folders = [...requests, ...others].map(folder);
    expect(new Set(folders).size).toBe(folders.length);
  });

  test("sizes are sorted; strategies that are named are trained at all of them", () => {
    const { profile } = readSettings({ sizes: [500, 250, 8000], strategies: ["on-manifold"] });
    expect(profile.sizes).toEqual([250, 500, 8000]);
    expect(profile.largestOther).toBe(Infinity);
  });

  test.each([
    [{ profile: "huge" }, /^--profile must be/],
    [{ sizes: [0] }, /^--sizes must be at least 1 \(got 0\)/],
    [{ sizes: [2.5] }, /^--sizes must be a whole number \(got 2\.5\)/],
    [{ sizes: [250, 500, 250] }, /^--sizes must not name 250 twice/],
    [{ sizes: [] }, /^--sizes must name at least one/],
    [{ testImages: -1 }, /^--test-images must be at least 1/],
    [{ epsilon: -0.1 }, /^--epsilon must not be negative \(got -0\.1\)/],
    [{ epsilon: Number.NaN }, /^--epsilon must be a number/],
    [{ seed: 1.5 }, /^--seed must be a whole number/],
    [{ spaces: ["pixels"] }, /^--spaces must be image, latent or transformation \(got "pixels"\)/],
    [{ strategies: ["normal", 3] }, /^--strategy must be names, or descriptions/],
    [{ architectures: ["mlp:hidden=[9]", "mlp:hidden=[9]"] }, /^--architecture must not name mlp:hidden=\[9\] twice/],
    [{ claims: ["1", "1"] }, /^--claims must not name 1 twice/],
    [{ manifolds: ["knn", "knn"] }, /^--manifold must not name knn twice/],
    [{ models: 1e9 }, /^--models must be at most 1000/],
    [{ workers: -1 }, /^--workers must not be negative/],
    [{ colour: "red" }, /^There is no option "colour"\. Run/],
    [{ testimages: 5 }, /^There is no option "testimages" \(perhaps testImages\)\./],
    [{ sourceAttack: "pgd-l2" }, /^--source-attack is for the attack transfer.*--attack transfer/],
    ["quick", /^The options must be an object/],
  ])("refuses %j", (request, message) => {
    expect(() => readSettings(request)).toThrow(Fault);
    expect(() => readSettings(request)).toThrow(message);
  });

  test("a source attack goes with the attack transfer", () => {
    expect(readSettings({ attack: "transfer", sourceAttack: "pgd-l2" }).sourceAttack.id).toBe("pgd-l2");
  });
});
