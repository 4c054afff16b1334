import { expect, test } from "vitest";
import { selectCandidates } from "../../builder/select-candidates.ts";

function family(subsets: readonly string[], faces = 1): Parameters<typeof selectCandidates>[1][string] {
  const styles = { normal: Object.fromEntries(subsets.map((subset) => [subset, {}])) };
  return { subsets, variants: Object.fromEntries(Array.from({ length: faces }, (_, index) => [String(100 * (index + 1)), styles])) };
}

function licence(type: string): { readonly license: { readonly type: string } } {
  return { license: { type } };
}

test("selectCandidates keeps small latin families of fit licence, and those whose licence is still to be read", () => {
  const metadata = {
    plain: family(["latin", "greek"]),
    unknown: family(["latin"]),
    greek: family(["greek"]),
    large: family(["latin", "a", "b", "c", "d", "e", "f"], 9),
    other: family(["latin"]),
    "material-shapes": family(["latin"]),
  };
  const licences = { plain: licence("SIL Open Font License, 1.1"), other: licence("Ubuntu Font License, 1.0") };
  const names = [...Object.keys(metadata), "missing"].map((id) => `@fontsource/${id}`);
  expect(selectCandidates(names, metadata, licences).map((candidate) => candidate.family)).toEqual(["plain", "unknown"]);
});
