import { Fault, type Dataset } from "@disentangle/core";

/** A dataset with its labels as the model counts its outputs. */
export interface Matched {
  readonly dataset: Dataset;
  /** Names of the outputs, as far as they are known. */
  readonly classes: readonly string[];
}

/**
 * Matches a dataset's classes with a model's outputs by name, or, where no names are given, by order.
 *
 * @param names of the model's classes, in the order of its outputs
 * @throws Fault `contradiction` for a class that the model does not have
 */
export function matchClasses(dataset: Dataset, names: readonly string[] | undefined): Matched {
  if (names === undefined) return { dataset, classes: dataset.classes };
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new Fault("contradiction", `--classes names ${twice} twice.`, { value: names, mend: "Name every output once." });
  }
  const outputs = dataset.classes.map((name) => names.indexOf(name));
  const missing = dataset.classes[outputs.indexOf(-1)];
  if (missing !== undefined) {
    throw new Fault("contradiction", `There are images of ${missing}, which --classes does not name.`, {
      value: names,
      mend: `Name the model's classes in the order of its outputs; the images are of ${dataset.classes.join(", ")}.`,
    });
  }
  const examples: Dataset["examples"] = async (split, indices) => {
    const rows = await dataset.examples(split, indices);
    return { ...rows, split, labels: rows.labels.map((label) => outputs[label] as number), [Symbol.dispose]: () => rows[Symbol.dispose]() };
  };
  const { id, image, fingerprint } = dataset;
  return { classes: names, dataset: { id, image, fingerprint, classes: names, count: (split) => dataset.count(split), examples } };
}

/**
 * Refuses more classes than the model has outputs, and names those that no image is of.
 *
 * @throws Fault `contradiction`
 */
export function nameOutputs(classes: readonly string[], outputs: number): readonly string[] {
  if (classes.length > outputs) {
    throw new Fault("contradiction", `The model has ${outputs} outputs, and there are ${classes.length} classes: ${classes.join(", ")}.`, {
      value: outputs,
      mend: "Attack images of the model's own classes, or name these in the order of its outputs with --classes.",
    });
  }
  return [...classes, ...Array.from({ length: outputs - classes.length }, (_, i) => String(classes.length + i))];
}
