import { CONTRACT, Fault, type Kind, type Plugin } from "@disentangle/core";
import { describe, expect, test } from "vitest";

/** What a plugin of one part says of itself. */
export interface PluginSubject {
  readonly kind: Kind;
  /** The name by which the part is chosen. */
  readonly id: string;
  /** Options that are refused, each by the name of its first. */
  readonly refused: readonly object[];
  /** Options that are taken, besides none at all. */
  readonly accepted?: readonly object[];
}

/**
 * Registers as tests that a plugin offers that part under this contract, describes it and each of its
 * options, keeps to options that are plain data, and refuses wrong ones before anything is made. A plugin of
 * one part is named for it; one of several, which are each tested, for what they have in common.
 */
export function testPlugin(plugin: Plugin, { kind, id, refused, accepted = [] }: PluginSubject): void {
  const offer = plugin.offers.find((one) => one.kind === kind && one.id === id) as Plugin["offers"][number];
  describe(`the plugin of ${kind} ${id}`, () => {
    test("offers it under this contract, with a card", () => {
      const card = { title: expect.stringMatching(/./u), summary: expect.stringMatching(/\.$/u) };
      expect(plugin.contract).toBe(CONTRACT);
      expect(offer).toMatchObject({ kind, id, about: card });
      expect(plugin.name).toMatch(plugin.offers.length === 1 ? new RegExp(`${kind}-${id}$`, "u") : new RegExp(`${kind}-[a-z0-9-]+$`, "u"));
      expect(plugin.version).toMatch(/^\d+\.\d+\.\d+/u);
    });

    test.each([{}, ...accepted])("has options that are plain data, and the same once they are parsed again: %o", (raw) => {
      const { options } = offer.configure(raw);
      expect(JSON.parse(JSON.stringify(options))).toEqual(options);
      expect(offer.configure(options).options).toEqual(options);
      expect(JSON.stringify(offer.configure(options).options)).toBe(JSON.stringify(options));
    });

    test("says of every option what it is", () => {
      const described = offer.about.options ?? {};
      for (const [name, words] of Object.entries(described)) expect(words, name).toMatch(/\w/u);
      const used = [{}, ...accepted].flatMap((raw) => Object.keys(offer.configure(raw).options as object));
      expect(Object.keys(described)).toEqual(expect.arrayContaining(used));
    });

    test.each(refused)("refuses %o at once, by name", (options) => {
      let refusal: unknown;
      try {
        offer.configure(options);
      } catch (error) {
        refusal = error;
      }
      expect(Fault.is(refusal, "bad-option")).toBe(true);
      expect((refusal as Fault).message).toContain(Object.keys(options)[0]);
    });
  });
}
