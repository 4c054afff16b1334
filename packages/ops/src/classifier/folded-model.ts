import * as tf from "@tensorflow/tfjs";
import { hasFused } from "../fused.ts";
import { endingOf, foldConvolution, isBatchNorm, isConvolution, type Ending } from "./folded-convolution.ts";
import { inputsOf, layerGraph, ordered, type GraphLayer, type LayerGraph, type Symbol } from "./layer-graph.ts";

/** A layers model, ready to be attacked. */
export interface FoldedModel {
  readonly run: (images: tf.Tensor) => tf.Tensor;
  /** Folded weights, which are the caller's to free. */
  readonly weights: readonly tf.Tensor[];
}

interface Step {
  readonly of: Symbol;
  readonly from: readonly Symbol[];
  readonly run: (inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
  readonly weights: readonly tf.Tensor[];
}

/**
 * The model in inference mode, with batch norm and ReLU folded into the convolutions before them, of which a
 * gradient then keeps one tensor each and computes that in the images alone. The results differ from the
 * model's own by rounding. Undefined where there is nothing to fold.
 */
export function foldModel(model: unknown): FoldedModel | undefined {
  const graph = layerGraph(model);
  if (graph === undefined || !hasFused("FusedConv2D") || !hasFused("FusedDepthwiseConv2D")) return undefined;
  const steps = stepsOf(graph);
  const weights = steps.flatMap((step) => step.weights);
  return weights.length === 0 ? undefined : { weights, run: (images) => runSteps(graph, steps, images) };
}

function stepsOf(graph: LayerGraph): readonly Step[] {
  const all = ordered(graph);
  const users = usersOf([...all.flatMap(inputsOf), ...graph.outputs]);
  const folded = new Map(all.flatMap((symbol) => foldable(symbol, users)).map((chain) => [chain.of.id, chain]));
  // What a chain passes through on its way has no step of its own.
  const inside = new Set([...folded.values()].flatMap(({ within }) => within.map(({ id }) => id)));
  return all
    .filter(({ id }) => !inside.has(id))
    .map((of) => {
      const chain = folded.get(of.id);
      if (chain !== undefined && !inside.has(of.id)) {
        const { run, weights } = foldConvolution(chain.convolution, chain.norm, chain.ending);
        return { of, from: [chain.from], run: ([images]) => run(images as tf.Tensor), weights };
      }
      return plainStep(of);
    });
}

/** A layer as it is, or a model within the model, which is folded in turn. */
function plainStep(of: Symbol): Step {
  const from = inputsOf(of);
  const inner = from.length === 1 && "layers" in of.sourceLayer ? foldModel(of.sourceLayer) : undefined;
  if (inner !== undefined) return { of, from, run: ([images]) => inner.run(images as tf.Tensor), weights: inner.weights };
  const run = (inputs: tf.Tensor[]): tf.Tensor | tf.Tensor[] =>
    of.sourceLayer.apply(inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs, { training: false });
  return { of, from, run, weights: [] };
}

interface Chain {
  readonly of: Symbol;
  readonly from: Symbol;
  /** Its tensors but the last. */
  readonly within: readonly Symbol[];
  readonly convolution: GraphLayer;
  readonly norm: GraphLayer | undefined;
  readonly ending: Ending;
}

/** The chain of a convolution, a batch norm and an ending, the latter two if any, that ends in a tensor. */
function foldable(of: Symbol, users: ReadonlyMap<number, number>): readonly Chain[] {
  const within: Symbol[] = [];
  let at = of;
  const up = (): boolean => {
    const [before, ...more] = inputsOf(at);
    if (before === undefined || more.length > 0 || users.get(before.id) !== 1) return false;
    within.push(before);
    at = before;
    return true;
  };
  const ending = endingOf(at.sourceLayer);
  if (ending !== undefined && !up()) return [];
  const norm = isBatchNorm(at.sourceLayer, at.shape.length) ? at.sourceLayer : undefined;
  if (norm !== undefined && !up()) return [];
  const [from, ...more] = inputsOf(at);
  if (from === undefined || more.length > 0 || !isConvolution(at.sourceLayer, within.length > 0)) return [];
  return [{ of, from, within, convolution: at.sourceLayer, norm, ending: ending ?? "linear" }];
}

/** How often each tensor is used. */
function usersOf(uses: readonly Symbol[]): ReadonlyMap<number, number> {
  const users = new Map<number, number>();
  for (const { id } of uses) users.set(id, (users.get(id) ?? 0) + 1);
  return users;
}

/** Runs the steps; what no later step needs is freed on the way, as in the model itself. */
function runSteps({ inputs, outputs }: LayerGraph, steps: readonly Step[], images: tf.Tensor): tf.Tensor {
  const left = new Map(usersOf([...steps.flatMap(({ from }) => from), ...outputs]));
  const values = new Map<number, tf.Tensor>([[(inputs[0] as Symbol).id, images]]);
  for (const { of, from, run } of steps) {
    const given = from.map(({ id }) => values.get(id) as tf.Tensor);
    const results = [run(given)].flat();
    values.set(of.id, results[of.outputTensorIndex ?? 0] as tf.Tensor);
    for (const { id } of from) {
      left.set(id, (left.get(id) as number) - 1);
      if (left.get(id) !== 0) continue;
      const value = values.get(id) as tf.Tensor;
      values.delete(id);
      // A layer may hand its input on.
      if (value !== images && ![...values.values()].includes(value)) value.dispose();
    }
  }
  return values.get((outputs[0] as Symbol).id) as tf.Tensor;
}
