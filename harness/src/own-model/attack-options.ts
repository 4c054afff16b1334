import { statSync, type Stats } from "node:fs";
import { basename, join } from "node:path";
import { Fault } from "@disentangle/core";
import * as v from "valibot";
import type { PartName, RunOptions } from "../api/run-options.ts";
import { count, few, number, part, seed, targeted, word } from "../request/option-schemas.ts";
import { optionProblem } from "../request/read-settings.ts";
import type { Read } from "../request/request.ts";

/** What may be asked of attacks on a model of one's own; `model` and `data` or `dataset` must be given. */
export interface AttackOptions extends Pick<RunOptions, "backend" | "epsilon" | "targeted" | "seed" | "plugins"> {
  /**
   * A `model.json` of TensorFlow.js (layers or graph model), or a `.safetensors` file with the weights of one
   * of our architectures.
   */
  readonly model: string;
  /** A folder with a folder of pictures per class, or a file or folder of arrays: the dataset `images`. */
  readonly data?: string | undefined;
  /** Any dataset instead, of which the test images are attacked: `emnist`, or a plugin's. */
  readonly dataset?: PartName | undefined;
  /** The network that `.safetensors` weights are of. Default: the one that the file names. */
  readonly architecture?: PartName | undefined;
  /** Names of the model's classes, in the order of its outputs. Default: the dataset's, in its order. */
  readonly classes?: readonly string[] | undefined;
  /** What the model takes for black and white. Default [0, 1]. */
  readonly range?: readonly [low: number, high: number] | undefined;
  /** Per channel, subtracted from images in `range`. Default: nothing. */
  readonly mean?: readonly number[] | undefined;
  /** Per channel, what the difference is divided by. */
  readonly std?: readonly number[] | undefined;
  /** What the model returns. Default `auto`: probabilities where its outputs are. */
  readonly outputs?: "auto" | "logits" | "probabilities" | undefined;
  /** Side of the images where the model does not say it, such as 32 or "48x64". */
  readonly size?: number | string | undefined;
  /** Attacks, side by side. Default `pgd-linf`. */
  readonly attacks?: readonly PartName[] | undefined;
  /** Random restarts. Default 2. */
  readonly restarts?: number | undefined;
  /** How many images are attacked. Default 500, or all where there are fewer. */
  readonly images?: number | undefined;
  /** Whether the smallest radius at which each image falls is searched. Default true. */
  readonly sweep?: boolean | undefined;
  /** Folder of the results. Default `attacks/` and the model's name. */
  readonly out?: string | undefined;
}

const channels = v.pipe(v.array(number, "must be numbers"), v.minLength(1, "must name a number per channel"));

function entryAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Below a file, or where nobody may look.
    return undefined;
  }
}

const entries = {
  model: v.pipe(
    v.string("must name a file, such as ./model.json"),
    v.check((path) => entryAt(path)?.isFile() === true, "must name a file that exists"),
  ),
  data: v.optional(
    v.pipe(
      word,
      v.check((path) => entryAt(path) !== undefined, "must name a folder or file that exists"),
    ),
  ),
  dataset: v.optional(part),
  architecture: v.optional(part),
  classes: v.optional(v.pipe(v.array(word, "must be names"), v.minLength(2, "must name two classes at least"))),
  range: v.optional(
    v.pipe(
      v.tuple([number, number], "must be two numbers, such as -1,1"),
      v.check(([low, high]) => low < high, "must begin with the smaller number"),
    ),
    [0, 1],
  ),
  mean: v.optional(channels),
  std: v.optional(
    v.pipe(
      channels,
      v.check((values) => values.every((value) => value > 0), "must be above 0"),
    ),
  ),
  outputs: v.optional(v.picklist(["auto", "logits", "probabilities"], "must be auto, logits or probabilities"), "auto"),
  size: v.optional(v.union([count, word])),
  attacks: v.optional(v.pipe(v.array(part, "must be a list"), v.minLength(1, "must name at least one")), ["pgd-linf"]),
  epsilon: v.optional(v.pipe(number, v.gtValue(0, "must be above 0"))),
  restarts: v.optional(few, 2),
  images: v.optional(count, 500),
  targeted: v.optional(targeted),
  sweep: v.optional(v.boolean("must be true or false"), true),
  backend: v.optional(part, "simd"),
  seed: v.optional(seed, 1),
  plugins: v.optional(v.array(word, "must be a list"), []),
  out: v.optional(word),
};
const schema = v.strictObject(entries);

/** Options with a default. */
type Filled = "range" | "outputs" | "attacks" | "restarts" | "images" | "sweep" | "backend" | "seed" | "plugins" | "out";

/** {@link AttackOptions}, checked, with defaults. */
export type AttackSettings = {
  readonly [K in keyof AttackOptions]-?: K extends Filled ? NonNullable<Read<AttackOptions[K]>> : Read<AttackOptions[K]>;
};

/**
 * Checks options and fills in the defaults.
 *
 * @throws Fault `bad-option`, naming every option that is wrong, `contradiction`
 */
export function readAttackOptions(raw: unknown): AttackSettings {
  const result = v.safeParse(schema, raw);
  if (!result.success) {
    const problems = result.issues.map((issue) => optionProblem(issue, Object.keys(entries)));
    throw new Fault("bad-option", `${problems.join("; ")}.`, { value: raw, mend: "Run attack --help to see the options." });
  }
  const options = result.output;
  const { data, dataset, model, size } = options;
  if ((data === undefined) === (dataset === undefined)) {
    const why = data === undefined ? "says of no images what they are" : "names images twice, by --data and --dataset";
    throw new Fault("contradiction", `The attack ${why}.`, { value: raw, mend: "Give --data with a folder of pictures, or --dataset." });
  }
  if (size !== undefined && data === undefined) {
    throw new Fault("contradiction", "--size is for --data, and the images are those of --dataset.", {
      value: size,
      mend: "Give the size among the options of the dataset.",
    });
  }
  const { out = join("attacks", basename(model).replace(/\.(json|safetensors)$/, "")) } = options;
  return { ...omitted, ...options, out };
}

/** Options that may be left out. */
const omitted = {
  data: undefined,
  dataset: undefined,
  architecture: undefined,
  classes: undefined,
  mean: undefined,
  std: undefined,
  size: undefined,
  epsilon: undefined,
  targeted: undefined,
};
