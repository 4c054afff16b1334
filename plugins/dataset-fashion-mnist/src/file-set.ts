import type { Remote } from "@disentangle/core";
import type { FileSet } from "@disentangle/files";

const places = [
  "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
  "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion",
] as const;

/**
 * The four official files. Their publisher gives MD5 sums; the SHA-256 ones are of files with those sums,
 * which were put together from the compressed contents in Debian's package and the official headers.
 */
export const fashionFiles: FileSet = {
  dataset: "fashion-mnist",
  title: "Fashion-MNIST",
  source: "Zalando Research (github.com/zalandoresearch/fashion-mnist)",
  licence: "MIT",
  files: [
    file("train-images-idx3-ubyte.gz", 26_421_880, "sha256-Ou3jjWGGOQiteGE/ajLtJxYm3RKAC6JjZWlRI2kmioQ="),
    file("train-labels-idx1-ubyte.gz", 29_515, "sha256-oE8XE0rANWCkfjdk4RuS/JfeTRv6+LoaOqKa9UzJCEU="),
    file("t10k-images-idx3-ubyte.gz", 4_422_102, "sha256-NG5VuUjZc6l+WNI1Hd4WpIS9QV1FlSl2M7sI8D22oHM="),
    file("t10k-labels-idx1-ubyte.gz", 5148, "sha256-Z9oXx26v/KVEbDNhqqtcPNbRwmCHZNNd+xhQsIa/jdU="),
  ],
};

function file(name: string, bytes: number, hash: string): Remote {
  return { name, url: `${places[0]}/${name}`, mirrors: [`${places[1]}/${name}`], bytes, hash };
}
