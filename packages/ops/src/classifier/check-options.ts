import { Fault } from "@disentangle/core";
import type { ClassifierFromOptions } from "./classifier-from-options.ts";

const isSide = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0;

/** Refuses options of {@link classifierFrom} that cannot be meant. */
export function checkOptions(options: ClassifierFromOptions): void {
  if (typeof (options as unknown) !== "object" || (options as unknown) === null) {
    throw new Fault("bad-option", "classifierFrom got no options.", {
      value: options,
      mend: "Give { image: [height, width, channels] } at least.",
    });
  }
  const { image, range, preprocess, outputs = "logits", warn, gradients = true, backward, classes } = options;
  checkImage(image);
  if (range !== undefined) checkRange(range);
  if (outputs !== "logits" && outputs !== "probabilities" && outputs !== "labels") {
    throw new Fault("bad-option", `There are no outputs "${String(outputs)}".`, {
      value: outputs,
      mend: 'Say "logits", or "probabilities" of a model that ends with a softmax, or "labels" of one that tells no scores.',
    });
  }
  if ((outputs === "labels") !== (classes !== undefined) || (classes !== undefined && !(Number.isInteger(classes) && classes >= 2))) {
    throw new Fault("bad-option", `\`classes\` is ${String(classes)} for outputs "${outputs}".`, {
      value: classes,
      mend: 'Give the number of classes, from 2 on, with outputs: "labels", and with no others.',
    });
  }
  if (backward !== undefined && (!gradients || outputs === "labels")) {
    throw new Fault("contradiction", "There is a stand-in for the backward pass of a model that is said to have none.", {
      value: backward,
      mend: "Leave out `backward`, or `gradients: false`; of a model that tells labels alone no gradient can be had.",
    });
  }
  for (const [name, value] of Object.entries({ preprocess, warn, "backward.preprocess": backward?.preprocess })) {
    if (value === undefined || typeof value === "function") continue;
    throw new Fault("bad-option", `\`${name}\` is no function.`, { value, mend: "Give a function, or leave it out." });
  }
}

function checkImage(image: unknown): void {
  const sides: readonly unknown[] = Array.isArray(image) ? image : [];
  if (sides.length === 3 && sides.every(isSide)) return;
  const mend = {
    2: `Add the channels: [${sides.join(", ")}, 1] for grey images, [${sides.join(", ")}, 3] for colours.`,
    4: `Leave out the batch: [${sides.slice(1).join(", ")}].`,
  }[sides.length];
  const seen = image === undefined ? "is missing" : `is ${JSON.stringify(image)}`;
  throw new Fault("bad-option", `The shape of an image, \`image\`, ${seen}.`, {
    value: image,
    mend: mend ?? "Give [height, width, channels], three whole numbers from 1 on, such as [28, 28, 1].",
  });
}

function checkRange(range: unknown): void {
  const [low, high, ...more]: readonly unknown[] = Array.isArray(range) ? range : [];
  if (more.length === 0 && Number.isFinite(low) && Number.isFinite(high) && low !== high) return;
  throw new Fault("bad-option", `\`range\` is ${JSON.stringify(range)}.`, {
    value: range,
    mend: "Give what the model takes for black and for white, two different numbers, such as [0, 255] or [-1, 1].",
  });
}
