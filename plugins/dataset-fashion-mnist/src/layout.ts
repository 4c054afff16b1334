import type { IdxLayout } from "@disentangle/images/idx-files";

/** Classes, in order of their label. */
const classes: readonly string[] = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
];

/** Names and layout of the official files. */
export const layout: IdxLayout = {
  names: {
    train: { images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte" },
    test: { images: "t10k-images-idx3-ubyte", labels: "t10k-labels-idx1-ubyte" },
  },
  shape: [28, 28, 1],
  classes,
};
