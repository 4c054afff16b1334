// Builds data/: `node --conditions=@disentangle/source tools/build-sample.ts <folder> [transposed]`, where
// the folder holds the files of EMNIST digits. The same files give the same bytes.
import { argv } from "node:process";
import { openSource } from "@disentangle/files";
import { transposeImages } from "@disentangle/images";
import { readIdxSplits, writeSample } from "@disentangle/images/idx-files";
import { layoutOf } from "../src/groups.ts";
import { sampleFolder } from "../src/open-emnist.ts";

const [folder, orientation] = argv.slice(2);
if (folder === undefined) throw new Error("Name the folder with the files of EMNIST digits.");
const layout = layoutOf("digits");
using source = await openSource(folder, ["gzip"]);
const { train, test } = await readIdxSplits(source, layout);
await writeSample(sampleFolder, {
  layout,
  splits: orientation === "transposed" ? { train: transposeImages(train), test: transposeImages(test) } : { train, test },
  perClass: { train: 600, test: 200 },
  origin:
    "EMNIST (Cohen, Afshar, Tapson, van Schaik, 2017, arXiv 1702.05373), upright. The first images of each class, from the packing " +
    "github.com/0r4nd/emnist-packed, commit 0f121efc642634809af4f2f443b70152f71b9a51: test images from the EMNIST-MNIST test split, training " +
    "images from parts of the training and test splits of other groups, none of them equal to a test image.",
  licence: "Derived from NIST Special Database 19, a work of the US government, not subject to copyright there.",
});
