import type { Workbench } from "../parts/workbench.ts";
import type { Concluded } from "./concluded.ts";

/** Images rendered at a time for their labels. */
const BATCH = 1000;

/** Labels of the attacked test images, which are the first of the test split. */
export async function attackedLabels({ dataset }: Workbench, finished: readonly Concluded[]): Promise<readonly number[]> {
  const count = Math.max(0, ...finished.flatMap(({ evidence }) => evidence.attacks.map(({ samples }) => samples.length)));
  const labels: number[] = [];
  while (labels.length < count) {
    const size = Math.min(BATCH, count - labels.length);
    using examples = await dataset.part.examples(
      "test",
      Int32Array.from({ length: size }, (_, i) => labels.length + i),
    );
    labels.push(...examples.labels);
  }
  return labels;
}
