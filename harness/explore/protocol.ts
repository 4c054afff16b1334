import type { FaultCode, Picture } from "@disentangle/core";

/** The backends that run in a page. */
export type BackendId = "simd" | "webgpu";

/** One point of the FONTS manifold: a letter of a typeface under a transformation. */
export interface Glyph {
  /** Position of the typeface. */
  readonly font: number;
  /** Position of the letter, which is its class. */
  readonly label: number;
  /** The six transformation parameters, in the order of the dataset's generator. */
  readonly theta: readonly number[];
}

/** One point of the learned manifold of a letter. */
export interface LetterCode {
  /** Position of the letter. */
  readonly label: number;
  /** Numbers between −2 and 2. */
  readonly code: readonly number[];
}

/** What an attack is run on: the glyph of the sliders, or that many test images. */
export type Target = { readonly glyph: Glyph } | { readonly images: number };

/** What the page asks of the worker. */
export type Request =
  | { readonly kind: "open"; readonly backend: BackendId }
  | { readonly kind: "train"; readonly size: number; readonly epochs: number }
  | { readonly kind: "look"; readonly glyph: Glyph }
  | { readonly kind: "attack"; readonly target: Target; readonly iterations: number; readonly radius: number }
  | { readonly kind: "learn"; readonly label: number; readonly images: number; readonly epochs: number }
  | { readonly kind: "decode"; readonly point: LetterCode }
  | { readonly kind: "encode"; readonly glyph: Glyph }
  | { readonly kind: "cancel" };

/** What the page needs to know of dataset and backend. */
export interface Opened {
  readonly kind: "opened";
  readonly backend: BackendId;
  /** Backend and what it runs on, such as "simd, 2 threads". */
  readonly detail: string;
  /** What did not go as asked, and how to mend it. */
  readonly notices: readonly string[];
  readonly letters: readonly string[];
  readonly fonts: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly lower: number; readonly upper: number }[];
}

/** An adversarial example, or the failure to find one. Pixels are 28 · 28 numbers in [0, 1]. */
export interface Found {
  readonly pixels: Float32Array;
  readonly predicted: number;
  /** Whether the classifier is wrong about it, by re-prediction. */
  readonly success: boolean;
  /** Iteration at which it was found, −1 where none was. */
  readonly iteration: number;
  /** ‖x̃ − π(x̃)‖₂, the distance to the manifold. */
  readonly distance: number;
}

/** One attacked image. */
export interface Attacked {
  readonly glyph: Glyph;
  readonly pixels: Float32Array;
  /** What the classifier says of the original. */
  readonly predicted: number;
  /** Found in image space, Eq. (1). */
  readonly regular: Found;
  /** Found among the codes, Eq. (3), with the glyph it is. */
  readonly onManifold: Found & { readonly glyph: Glyph };
}

/** What the worker tells the page. It keeps all tensors; these are plain numbers. */
export type Reply =
  | Opened
  | { readonly kind: "progress"; readonly share: number; readonly doing: string }
  | { readonly kind: "epoch"; readonly losses: readonly number[]; readonly epochs: number }
  | { readonly kind: "trained"; readonly errors: number; readonly total: number; readonly seconds: number }
  | { readonly kind: "looked"; readonly glyph: Glyph; readonly pixels: Float32Array; readonly probabilities: readonly number[] | undefined }
  | { readonly kind: "attacked"; readonly rows: readonly Attacked[]; readonly seconds: number }
  | {
      readonly kind: "learnt";
      readonly label: number;
      /** Numbers per code. */
      readonly size: number;
      /** Largest valid value of each. */
      readonly bound: number;
      readonly figures: Readonly<Record<string, number>>;
      readonly pictures: Readonly<Record<string, Picture>>;
      readonly warnings: readonly string[];
      readonly seconds: number;
    }
  | {
      readonly kind: "decoded";
      readonly point: LetterCode;
      readonly pixels: Float32Array;
      readonly probabilities: readonly number[] | undefined;
    }
  | { readonly kind: "encoded"; readonly point: LetterCode; readonly pixels: Float32Array }
  | { readonly kind: "cancelled" }
  | { readonly kind: "fault"; readonly code: FaultCode; readonly message: string };
