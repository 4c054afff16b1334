/** A symbol of the page and what it stands for. */
export interface SymbolRow {
  readonly symbol: string;
  readonly meaning: string;
}

/** Every symbol that claims, tables and figures use, in the order in which they build on each other. */
export const SYMBOLS: readonly SymbolRow[] = [
  { symbol: "N", meaning: "number of training images of a network" },
  { symbol: "n", meaning: "number of observations that a number rests on: images of all models, or models" },
  { symbol: "x, x̃", meaning: "a test image, and the image that an attack makes of it; pixels are in [0, 1]" },
  { symbol: "δ", meaning: "the perturbation x̃ − x; ‖δ‖₂ is its Euclidean length, ‖δ‖∞ its largest change of a pixel" },
  { symbol: "ε", meaning: "radius of the ball that a regular attack may not leave: how much every pixel may change" },
  {
    symbol: "smallest ε",
    meaning: "the smallest radius of a sweep at which an attack fools the network on an image; its median is over images",
  },
  { symbol: "z, ζ", meaning: "the code of an image on a manifold, and what an on-manifold attack adds to it" },
  { symbol: "η", meaning: "radius of the ball around a code or a transformation" },
  { symbol: "dec", meaning: "the decoder, which makes the image of a code; its images are the manifold" },
  { symbol: "π", meaning: "projection onto the manifold: the image of it nearest to a given one, found by search" },
  { symbol: "d", meaning: "distance to the manifold, d(x̃) = ‖x̃ − π(x̃)‖₂; d/‖δ‖₂ is the share of a move that leads away from it" },
  {
    symbol: "o",
    meaning:
      "the same share where the manifold is approximated by neighbours: ‖δ − Pδ‖₂ / ‖δ‖₂, P the projection onto their span (1 − o² is the part within it, squared)",
  },
  { symbol: "E", meaning: "test error: share of test images that a network misclassifies" },
  { symbol: "R", meaning: "success rate of the regular attack, over test images that are classified correctly before it" },
  { symbol: "M", meaning: "success rate of the on-manifold attack, over the same" },
  { symbol: "AUC", meaning: "probability that a number of one kind of images exceeds one of another kind; 0.5 by chance" },
  { symbol: "p", meaning: "p-value, corrected (Holm) for all confirmatory tests of the run" },
  { symbol: "[a, b]", meaning: "95 % interval over models and images; a mean of fewer than three models has none" },
];
