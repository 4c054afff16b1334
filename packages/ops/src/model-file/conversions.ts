import { extname } from "node:path";

/** How a model of another format becomes one that can be read. */
interface Conversion {
  readonly what: string;
  readonly mend: string;
}

const KERAS: Conversion = {
  what: "a Keras model",
  mend: "Convert it: pip install tensorflowjs, then tensorflowjs_converter --input_format=keras FILE.h5 FOLDER (a .keras file: load it in Python and model.save it as .h5 first, or export a SavedModel).",
};
const SAVED: Conversion = {
  what: "a TensorFlow SavedModel",
  mend: "Convert it: pip install tensorflowjs, then tensorflowjs_converter --input_format=tf_saved_model FOLDER OUT.",
};
const TORCH: Conversion = {
  what: "a PyTorch file",
  mend: "Of our four architectures, write its weights with tools/from_pytorch.py and name that .safetensors file; other networks must be rebuilt in TensorFlow.js or Keras.",
};
const ONNX: Conversion = {
  what: "an ONNX model",
  mend: "There is no kept converter from ONNX to TensorFlow.js whose models can be differentiated, so this is not supported: export from the framework it was trained in.",
};

const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  ".h5": KERAS,
  ".hdf5": KERAS,
  ".keras": KERAS,
  ".pb": SAVED,
  ".pt": TORCH,
  ".pth": TORCH,
  ".ckpt": TORCH,
  ".onnx": ONNX,
};

/** How a file of that name becomes a `model.json`; undefined where it may be one. */
export function conversionOf(path: string): Conversion | undefined {
  return CONVERSIONS[extname(path).toLowerCase()];
}
