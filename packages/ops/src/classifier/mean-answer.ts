import { Fault, throwIfAborted, type Frozen, type Problem } from "@disentangle/core";
import * as tf from "@tensorflow/tfjs";

/**
 * A classifier that draws noise, asked several times: logits are means over the answers, and so are gradients
 * (expectation over transformation: Athalye, Engstrom, Ilyas and Kwok, *Synthesizing Robust Adversarial
 * Examples*, ICML 2018). Attacks and their evaluation then meet its expectation rather than an accident.
 *
 * @param draws how many answers, such as 20
 * @throws Fault `bad-option` for a number of draws that is none
 */
export function expectationOf(frozen: Frozen, draws: number): Frozen {
  if (!Number.isInteger(draws) || draws < 1) {
    throw new Fault("bad-option", `The number of draws is ${draws}.`, { value: draws, mend: "Give a whole number from 1 on, such as 20." });
  }
  return { ...frozen, classify: meanAnswer((images) => frozen.classify(images), draws), [Symbol.dispose]: () => frozen[Symbol.dispose]() };
}

/**
 * The mean of several answers to the same images.
 *
 * @param signal asks to stop, which is heeded between two answers
 */
export function meanAnswer(classify: Problem["classify"], draws: number, signal?: AbortSignal): Problem["classify"] {
  const answer = (images: tf.Tensor4D): tf.Tensor2D => {
    if (signal !== undefined) throwIfAborted(signal);
    return classify(images);
  };
  return (images) => tf.tidy(() => tf.div<tf.Tensor2D>(tf.addN(Array.from({ length: draws }, () => answer(images))), draws));
}
