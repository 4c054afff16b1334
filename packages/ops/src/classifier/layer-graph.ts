import type * as tf from "@tensorflow/tfjs";

/** A tensor of a layers model before it has values. */
export interface Symbol {
  readonly id: number;
  readonly shape: readonly (number | null)[];
  readonly sourceLayer: GraphLayer;
  readonly nodeIndex: number;
  readonly outputTensorIndex?: number;
}

/** A layer as far as the graph of a model goes. */
export interface GraphLayer {
  readonly inboundNodes: readonly { readonly inputTensors: readonly Symbol[]; readonly outputTensors: readonly Symbol[] }[];
  getClassName(): string;
  apply(inputs: tf.Tensor | tf.Tensor[], options: object): tf.Tensor | tf.Tensor[];
}

/** A model that is a graph of layers. */
export interface LayerGraph {
  readonly inputs: readonly Symbol[];
  readonly outputs: readonly Symbol[];
}

/** Layers whose outputs come with a mask, which goes its own way. */
const MASKS = new Set(["Masking", "Embedding"]);

/** The model as a graph of one input and one output; undefined where it is none, or carries masks. */
export function layerGraph(model: unknown): LayerGraph | undefined {
  const { inputs, outputs } = model as Partial<LayerGraph>;
  if (!Array.isArray(inputs) || !Array.isArray(outputs) || inputs.length !== 1 || outputs.length !== 1) return undefined;
  const graph = { inputs: inputs as Symbol[], outputs: outputs as Symbol[] };
  const known = [...graph.inputs, ...graph.outputs].every((symbol) => Array.isArray(symbol.sourceLayer?.inboundNodes));
  return known && ordered(graph).every((symbol) => !MASKS.has(symbol.sourceLayer.getClassName())) ? graph : undefined;
}

/** What a tensor is computed from. */
export function inputsOf({ sourceLayer, nodeIndex }: Symbol): readonly Symbol[] {
  return sourceLayer.inboundNodes[nodeIndex]?.inputTensors ?? [];
}

/** Every tensor that leads to the output, each after those it is computed from; without the input. */
export function ordered({ inputs, outputs }: LayerGraph): readonly Symbol[] {
  const seen = new Set(inputs.map(({ id }) => id));
  const order: Symbol[] = [];
  // By hand rather than by recursion: deep networks have hundreds of layers in a row.
  const left: { readonly symbol: Symbol; readonly ready: boolean }[] = outputs.map((symbol) => ({ symbol, ready: false }));
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { symbol, ready } = next;
    if (ready) order.push(symbol);
    if (ready || seen.has(symbol.id)) continue;
    seen.add(symbol.id);
    left.push({ symbol, ready: true }, ...inputsOf(symbol).map((input) => ({ symbol: input, ready: false })));
  }
  return order;
}
