import { Fault } from "@disentangle/core";

/**
 * Refuses labels that are no classes, and classes without an image.
 *
 * @param where where they come from, for the message
 * @throws Fault `bad-data`
 */
export function checkLabels(where: string, labels: Int32Array, classes: readonly string[]): void {
  const counts = new Int32Array(classes.length);
  for (const [position, label] of labels.entries()) {
    if (label < 0 || label >= classes.length) {
      throw new Fault("bad-data", `Label ${label} of image ${position} in ${where} is not from 0 to ${classes.length - 1}.`, {
        value: label,
        mend: "Use the files of one dataset and group.",
      });
    }
    counts[label] = (counts[label] as number) + 1;
  }
  const empty = classes.filter((_, label) => counts[label] === 0);
  if (empty.length === 0) return;
  throw new Fault("bad-data", `${where} has no image of ${empty.slice(0, 5).join(", ")}${empty.length > 5 ? " and others" : ""}.`, {
    value: empty,
    mend: "Add images of every class, or leave the class out.",
  });
}
