import { beforeAll, describe, expect, test } from "vitest";
import { Catalogue } from "../src/parts/catalogue.ts";
import { manifoldChoices, type ManifoldChoices } from "../src/parts/manifold-choices.ts";
import { readSettings } from "../src/request/read-settings.ts";

let catalogue: Catalogue;

beforeAll(async () => void (catalogue = await Catalogue.load([])), 60_000);

const choose = (request: object): ManifoldChoices => manifoldChoices(readSettings(request), catalogue);

describe("manifolds of a run", () => {
  test("are VAE-GANs of the classes and nearest neighbours where the true one is not known", () => {
    const { manifolds, ruler, fallbackRuler, named } = choose({ dataset: "emnist" });
    expect(manifolds.map(({ id }) => id)).toEqual(["vae-gan"]);
    expect([ruler, fallbackRuler?.id, named.size]).toEqual([undefined, "knn", 0]);
  });

  test("are FONTS' own on FONTS", () => {
    expect(choose({ dataset: "fonts" }).manifolds).toEqual([{ id: "fonts", options: {} }]);
  });

  test("learn narrow networks in smaller profiles, the paper's in larger ones", () => {
    const optionsIn = (profile: string) => choose({ profile, manifolds: ["fonts", "vae-gan"] }).manifolds[1]?.options;
    expect(optionsIn("smoke")).toEqual({ width: 8, images: 300, epochs: 30 });
    expect(optionsIn("quick")).toEqual({ width: 16, images: 600, epochs: 50 });
    expect(optionsIn("standard")).toEqual({});
    expect(optionsIn("paper")).toEqual({});
  });

  test("keep the options that are asked for, and get the others of the profile", () => {
    const { manifolds, ruler, named } = choose({ manifolds: ["vae-gan:width=64,gamma=2"], ruler: "knn:neighbours=20" });
    expect([ruler, [...named]]).toEqual(["knn", ["vae-gan", "knn"]]);
    expect(manifolds[0]?.options).toEqual({ width: 64, images: 600, epochs: 50, gamma: 2 });
    expect(manifolds[1]).toEqual({ id: "knn", options: { neighbours: 20 } });
  });
});
