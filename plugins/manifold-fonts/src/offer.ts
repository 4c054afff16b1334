import { DATASET, Fault, type Offer, parseOptions } from "@disentangle/core";
import * as v from "valibot";
import { DEFAULTS, fontsManifold } from "./fonts-manifold.ts";

const count = (fallback: number): v.GenericSchema<number | undefined, number> =>
  v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), fallback);

const schema = v.pipe(
  v.strictObject({
    candidates: count(DEFAULTS.candidates),
    starts: count(DEFAULTS.starts),
    iterations: count(DEFAULTS.iterations),
    spread: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(1)), DEFAULTS.spread),
  }),
  v.check(({ candidates, starts }) => starts <= candidates, "starts: must not exceed candidates"),
);

/** What the plugin offers: the manifold `fonts`. */
export const offer: Offer<"manifold"> = {
  kind: "manifold",
  id: "fonts",
  about: {
    title: "FONTS, exact",
    summary: "The manifold FONTS is drawn from: a letter of a font under any valid affine transformation.",
    reference: "Stutz, Hein, Schiele, CVPR 2019, sections 3.1 and 3.2",
    options: {
      candidates: `codes drawn around the example's own to choose the starts from, default ${DEFAULTS.candidates}`,
      starts: `candidates to optimise, the closest ones, default ${DEFAULTS.starts}`,
      iterations: `steps of Levenberg-Marquardt per start, default ${DEFAULTS.iterations}`,
      spread: `how far candidates lie from the example's code, as a share of each valid range, default ${DEFAULTS.spread}`,
    },
    traits: { exact: true, decoder: true },
  },
  configure(raw) {
    const options = parseOptions("manifold fonts", schema, raw);
    return async (scope) => {
      const dataset = scope.get(DATASET);
      if (dataset.generator === undefined) {
        throw new Fault("contradiction", `The manifold fonts needs to know how images are generated, and dataset ${dataset.id} does not.`, {
          value: dataset.id,
          mend: "Choose the dataset fonts, or a manifold that is learned from images.",
        });
      }
      return fontsManifold(dataset.generator, options);
    };
  },
};
