export { balancedOrder } from "./balanced-order.ts";
export { checkLabels } from "./check-labels.ts";
export { decodeIdx, parseIdx, type ByteArray } from "./decode-idx.ts";
export { encodeIdx } from "./encode-idx.ts";
export { byteSplit, imageDataset, type ImageDatasetParts, type ImageSplit } from "./image-dataset.ts";
export { labelledIdx, type IdxFile, type LabelledBytes } from "./labelled-bytes.ts";
export { REAL_IMAGES } from "./real-images.ts";
export { resizeBilinear } from "./resize-bilinear.ts";
export { transposeImages } from "./transpose-images.ts";
