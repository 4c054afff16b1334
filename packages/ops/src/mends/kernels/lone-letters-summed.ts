import type { TensorInfo } from "@tensorflow/tfjs";
import type { Call } from "./mend.ts";

/**
 * A letter that only one of two terms has and the result lacks: `cpu` sums the product over a wrong axis, so
 * it is summed first.
 */
export function loneLettersSummed({ inputs, attrs, plain, kernel, dispose }: Call): TensorInfo | undefined {
  const sides = (attrs as { equation: string }).equation.replace(/\s/g, "").split("->");
  const [left = "", out = ""] = sides;
  const terms = left.split(",");
  // What is no equation, or not for these inputs, TensorFlow.js refuses by itself.
  if (sides.length !== 2 || terms.length < 2 || terms.length !== Object.keys(inputs).length) return undefined;
  const lone = terms.map((term, i) =>
    Array.from(term).flatMap((letter, axis) =>
      out.includes(letter) || terms.some((other, k) => k !== i && other.includes(letter)) ? [] : [axis],
    ),
  );
  if (lone.every((axes) => axes.length === 0)) return undefined;
  const tensors = Object.values(inputs) as TensorInfo[];
  const summed = tensors.map((x, i) => (lone[i]?.length === 0 ? x : kernel("Sum", { x }, { axis: lone[i] as number[], keepDims: false })));
  const rest = terms.map((term, i) =>
    Array.from(term)
      .filter((_, axis) => !(lone[i] as number[]).includes(axis))
      .join(""),
  );
  const result = plain(summed as unknown as Call["inputs"], { ...attrs, equation: `${rest.join()}->${out}` });
  for (const [i, x] of summed.entries()) if (x !== tensors[i]) dispose(x);
  return result;
}
