// Builds data/: `node --conditions=@disentangle/source tools/build-sample.ts [folder]`, from the official
// files, by default those of Debian's package dataset-fashion-mnist. The same files give the same bytes.
import { argv } from "node:process";
import { openSource } from "@disentangle/files";
import { hashSplits, readIdxSplits, writeSample } from "@disentangle/images/idx-files";
import { layout } from "../src/layout.ts";
import { debianFolder, sampleFolder } from "../src/open-fashion.ts";

using source = await openSource(argv[2] ?? debianFolder);
const splits = await readIdxSplits(source, layout);
console.log(`hash of all official images and labels: ${hashSplits(splits, layout.classes)}`);
await writeSample(sampleFolder, {
  layout,
  splits,
  perClass: { train: 580, test: 200 },
  origin:
    "Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017, arXiv 1708.07747): the first images of each class of both splits, from Debian's package " +
    "dataset-fashion-mnist, whose files hold the official ones' compressed contents.",
  licence: "MIT, Copyright © 2017 Zalando SE",
});
