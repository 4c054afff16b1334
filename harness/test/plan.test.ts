import claimsPlugin from "@disentangle/claims-stutz2019";
import { OUTSIDE, type Claim, type Strategy } from "@disentangle/core";
import { standardStrategies } from "@disentangle/training";
import { describe, expect, test } from "vitest";
import { readSettings } from "../src/request/read-settings.ts";
import type { Settings } from "../src/request/settings.ts";
import { makePlan, type Plan } from "../src/run/plan.ts";
import { fitProfile, type RunFacts } from "../src/run/run-facts.ts";
import { withoutIdleLessons } from "../src/run/without-idle-lessons.ts";

const FONTS: RunFacts = {
  dataset: "fonts",
  images: { train: 950_000, test: 160_000 },
  transformations: true,
  latent: [{ space: "latent/fonts", exact: true }],
  ruler: { id: "fonts", exact: true },
};
const { ruler: _ruler, ...others } = FONTS;
const BARE: RunFacts = { ...others, dataset: "mine", images: { train: 3000, test: 900 }, transformations: false, latent: [] };
const LEARNED: RunFacts = { ...BARE, latent: [{ space: "latent/vae-gan", exact: false }], ruler: { id: "knn", exact: false } };

const claims = await Promise.all(claimsPlugin.offers.map((offer) => offer.configure({}).make(OUTSIDE) as Promise<Claim>));

function strategiesOf({ protocol }: Settings, { latent }: RunFacts): ReadonlyMap<string, Strategy> {
  const manifolds = latent.map(({ space, exact }) => ({ id: space.slice("latent/".length), exact }));
  return new Map(standardStrategies(protocol, manifolds).map((strategy) => [strategy.id, strategy]));
}

function plan(request: object, facts: RunFacts = FONTS): Plan & { readonly notes: readonly string[] } {
  const settings = readSettings(request);
  const strategies = strategiesOf(settings, facts);
  const asked = settings.claims.map((id) => claims.find((claim) => claim.id === id) as Claim);
  const { profile, notes } = fitProfile(settings.profileOf("cnn"), settings, facts, strategies);
  return { ...makePlan(settings, "cnn", profile, facts, asked, strategies), notes };
}

/** Spaces in which the models of each strategy are attacked. */
function spaces({ cells }: Plan): Record<string, readonly string[]> {
  return Object.fromEntries(cells.map(({ cell, attacks }) => [cell.strategy, attacks.toSorted()]));
}

describe("makePlan", () => {
  test("measures what the claims need, and attacks besides in the spaces of the profile or of --spaces", () => {
    expect(spaces(plan({}))).toEqual({
      normal: ["image", "latent/fonts"],
      "regular-adversarial": ["image"],
      // 3e.
      "on-manifold": ["image", "latent/fonts"],
    });
    const both = ["image", "latent/fonts"];
    const asked = plan({ spaces: ["image", "latent"], strategies: ["normal", "regular-adversarial", "on-manifold"] });
    expect(spaces(asked)).toEqual({ normal: both, "regular-adversarial": both, "on-manifold": both });
    expect(new Set(Object.values(spaces(plan({ profile: "standard" }))).map(String))).toEqual(new Set([String(both)]));
    expect(spaces(plan({ claims: ["1"], spaces: ["transformation"], strategies: ["normal", "combined"] }))).toMatchObject({
      combined: ["transformation"],
    });
  });

  test("a minimum-norm attack is refused where nothing is swept", () => {
    expect(plan({ minimumNorm: "fmn-linf" }).cells.some(({ sweep }) => sweep)).toBe(true);
    expect(() => plan({ minimumNorm: "fmn-linf", claims: ["2"] })).toThrow(
      /^No claim asked for \(2\) sweeps the attack over radii\. Ask for claim 4.*or leave out --minimum-norm/u,
    );
  });

  test("labels of on-manifold examples are checked where claim 2 is judged, distances where claim 1 is", () => {
    const { cells } = plan({ claims: ["1", "2"] });
    expect(cells.every(({ labels }) => String(labels) === "latent/fonts")).toBe(true);
    expect(cells.filter(({ distances }) => distances.length > 0).map(({ cell }) => cell.size)).toEqual([4000, 4000, 4000]);
  });

  test("on a learned manifold, training, attacks and distances follow it", () => {
    const learned = plan({}, LEARNED);
    expect(Object.keys(spaces(learned))).toEqual(["normal", "regular-adversarial", "on-manifold/vae-gan"]);
    expect(spaces(learned)["normal"]).toEqual(["image", "latent/vae-gan"]);
    const measured = learned.cells.filter(({ cell }) => cell.strategy === "normal" && cell.size === 2000);
    expect(measured.map(({ distances }) => distances.toSorted())).toEqual(Array.from({ length: 3 }, () => ["image", "latent/vae-gan"]));
    expect(learned.outOfReach).toEqual([]);
  });

  test("a manifold is not learned for a default strategy alone, but where it is asked for", () => {
    const lean = (request: object, facts: RunFacts): readonly string[] | undefined => {
      const settings = readSettings(request);
      return withoutIdleLessons(plan(request, facts), settings, facts, strategiesOf(settings, facts))?.profile.strategies;
    };
    expect(lean({ claims: ["4"] }, LEARNED)).toEqual(["normal", "regular-adversarial"]);
    for (const request of [{}, { claims: ["2", "4"] }, { claims: ["4"], manifolds: ["vae-gan"] }, { claims: ["4"], spaces: ["latent"] }]) {
      expect(lean(request, LEARNED)).toBeUndefined();
    }
    expect(lean({ claims: ["4"] }, FONTS)).toBeUndefined();
  });

  test("several latent spaces are attacked side by side", () => {
    const both = plan({ claims: ["2"] }, { ...FONTS, latent: [...FONTS.latent, ...LEARNED.latent] });
    expect(spaces(both)["normal"]).toEqual(["latent/fonts", "latent/vae-gan"]);
    // Figure 5 shows training on either.
    expect(both.profile.strategies).toEqual(["normal", "regular-adversarial", "on-manifold", "on-manifold/vae-gan"]);
  });

  test("says beforehand that labels cannot be told where one network serves all classes", () => {
    const [latent] = LEARNED.latent as [RunFacts["latent"][number]];
    const agnostic: RunFacts = { ...LEARNED, latent: [{ ...latent, space: "latent/vae-gan-agnostic", tellsLabels: false }] };
    expect(() => plan({ claims: ["2"] }, agnostic)).toThrow(/Claim 2 asks whether examples keep their label.*--manifold vae-gan/);
    const rest = plan({}, agnostic);
    expect(rest.outOfReach).toEqual([expect.stringContaining("Claim 2 asks whether examples keep their label")]);
    expect(spaces(rest)["normal"]).toContain("latent/vae-gan-agnostic");
  });

  test("defaults that a dataset cannot give step aside with a note", () => {
    const bare = plan({ profile: "standard" }, BARE);
    expect(bare.profile.sizes).toEqual([250, 500, 1000, 1500, 2000, 2500]);
    expect(bare.profile.strategies).toEqual(["normal", "regular-adversarial"]);
    expect([bare.profile.testImages, bare.profile.attacked.latent]).toEqual([900, 900]);
    expect(bare.notes.join("\n")).toMatch(/on-manifold training.*\n.*random-transformations/);
    expect(bare.outOfReach).toHaveLength(3);
  });

  test.each([
    [{ sizes: [250, 4000] }, /4000 training images were asked for; mine has 3000.*--sizes/],
    [{ testImages: 901 }, /901 test images.*mine has 900.*--test-images/],
    [{ attacked: 901 }, /901 attacked test images.*--attacked/],
    [{ claims: ["1"] }, /Claim 1.*--ruler|Claim 1.*--manifold/],
    [{ claims: ["2"] }, /Claim 2.*--manifold/],
    [{ claims: ["4"], spaces: ["latent"] }, /no manifold of the run has codes.*--manifold/],
    [{ claims: ["4"], spaces: ["transformation"] }, /keeps the class/],
  ])("what is asked for by name and cannot be had is refused: %j", (request, message) => {
    expect(() => plan(request, BARE)).toThrow(message);
  });

  test.each([
    [{ strategies: ["on-manifold"] }, /Claim 1 is about normally trained models.*--strategy normal,on-manifold/],
    [{ claims: ["4"], strategies: ["on-manifold"] }, /Claim 4 is about normally trained models/],
    [{ claims: ["3"], strategies: ["normal"] }, /Claim 3 compares normal with on-manifold training.*--strategy normal,on-manifold/],
    [{ claims: ["3"], models: 2 }, /this run has 5 of 2.*--models 3/],
    [{ claims: ["3"], sizes: [250, 500, 1000] }, /this run has 3 of 3.*Give 4 --sizes/],
    [{ claims: ["1", "3"], models: 2 }, /Claim 3.*Or ask for other claims/],
    [{ claims: ["1"], attacked: 66 }, /66 images are attacked.*--attacked/],
    [{ claims: ["4"], sizes: [250] }, /Give two --sizes/],
    [{ claims: ["1"], strategies: ["normal", "combined"] }, /looks at the strategy "combined".*--spaces image/],
  ])("refuses %j, which cannot be judged, and names the way out", (request, message) => {
    expect(() => plan(request)).toThrow(message);
  });

  test("a verdict that cannot be had and was not asked for by name is foretold", () => {
    expect(plan({ models: 2 }).outOfReach).toEqual(["Claim 3 needs 4 training sizes of 3 models each, and this run has 5 of 2"]);
    expect(plan({ models: 1, claims: ["1", "2"] }).outOfReach).toEqual(["One model per training size does not tell how models differ"]);
    expect(plan({ profile: "smoke" }).outOfReach).toEqual([]);
    expect(plan({}).outOfReach).toEqual([]);
    expect(plan({ claims: ["1"], attacked: 400 }).outOfReach).toEqual([]);
  });

  test("a profile that is no evidence is held to strategies and spaces alone", () => {
    expect(plan({ profile: "smoke", claims: ["3"], strategies: ["normal"] }).outOfReach).toEqual([]);
    expect(() => plan({ profile: "smoke", strategies: ["on-manifold"] })).toThrow(/normally trained/);
  });
});
