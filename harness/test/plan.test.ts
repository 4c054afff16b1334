import type { Claim, Manifold } from "@disentangle/core";
import { describe, expect, test } from "vitest";
import { CLAIMS } from "../src/claims/index.ts";
import { makePlan, type Plan } from "../src/plan.ts";
import { resolveSettings } from "../src/settings.ts";

const DECODER = { exact: true, space: () => undefined } as unknown as Manifold;
const NO_DECODER = { exact: false } as unknown as Manifold;

function plan(request: object, manifold: Manifold = DECODER): Plan {
  const settings = resolveSettings(request);
  const claims = settings.claims.map((id) => CLAIMS.find((claim) => claim.id === id) as Claim);
  return makePlan(settings, "cnn", settings.profileOf("cnn"), manifold, claims);
}

/** Spaces in which the models of each strategy are attacked. */
function spaces({ cells }: Plan): Record<string, readonly string[]> {
  return Object.fromEntries(cells.map(({ cell, attacks }) => [cell.strategy, attacks.toSorted()]));
}

describe("makePlan", () => {
  test("measures what the claims need, and attacks besides in the spaces of the profile or of --spaces", () => {
    expect(spaces(plan({}))).toEqual({ normal: ["image", "latent"], "regular-adversarial": ["image"], "on-manifold": ["image"] });
    const both = ["image", "latent"];
    const asked = plan({ spaces: both, strategies: ["normal", "regular-adversarial", "on-manifold"] });
    expect(spaces(asked)).toEqual({ normal: both, "regular-adversarial": both, "on-manifold": both });
    expect(new Set(Object.values(spaces(plan({ profile: "standard" }))).map(String))).toEqual(new Set([String(both)]));
    expect(spaces(plan({ claims: ["1"], spaces: ["transformation"], strategies: ["normal", "combined"] }))).toMatchObject({
      combined: ["transformation"],
    });
  });

  test("what a profile attacks besides gives way to a manifold without decoder, what was asked for does not", () => {
    const request = { profile: "standard", claims: ["4"], strategies: ["normal"] };
    expect(spaces(plan(request, NO_DECODER))).toEqual({ normal: ["image"] });
    expect(spaces(plan({ ...request, spaces: ["latent"] }, NO_DECODER))).toEqual({ normal: ["image", "latent"] });
  });

  test.each([
    [{ strategies: ["on-manifold"] }, /Claim 1 is about normally trained models.*--strategy normal,on-manifold/],
    [{ claims: ["4"], strategies: ["on-manifold"] }, /Claim 4 is about normally trained models/],
    [{ claims: ["3"], strategies: ["normal"] }, /Claim 3 compares normal with on-manifold training.*--strategy normal,on-manifold/],
    [{ claims: ["3"], models: 2 }, /this run has 5 of 2.*--models 3/],
    [{ claims: ["3"], sizes: [250, 500, 1000] }, /this run has 3 of 3.*Give 4 --sizes/],
    [{ claims: ["1", "3"], models: 2 }, /Claim 3.*Or ask for other claims/],
    [{ claims: ["1"], attacked: 66 }, /3 × 66 images are attacked.*--attacked/],
    [{ claims: ["4"], sizes: [250] }, /Give two --sizes/],
    [{ claims: ["1"], strategies: ["normal", "combined"] }, /looks at the strategy "combined".*--spaces image/],
  ])("refuses %j, which cannot be judged, and names the way out", (request, message) => {
    expect(() => plan(request)).toThrow(message);
  });

  test("a verdict that cannot be had and was not asked for by name is foretold", () => {
    expect(plan({ models: 2 }).outOfReach).toEqual(["Claim 3 needs 4 training sizes of 3 models each, and this run has 5 of 2"]);
    expect(plan({}).outOfReach).toEqual([]);
    // 67 images of 3 models are 201.
    expect(plan({ claims: ["1"], attacked: 67 }).outOfReach).toEqual([]);
  });

  test("a profile that is no evidence is held to the strategies alone", () => {
    expect(plan({ profile: "smoke", claims: ["3"], strategies: ["normal"] }).outOfReach).toEqual([]);
    expect(() => plan({ profile: "smoke", strategies: ["on-manifold"] })).toThrow(/normally trained/);
  });
});
