import type { FileSet } from "@disentangle/files";

/**
 * The official archive of all groups. Its MD5, as NIST's page gives it, is 58c8d27c78d21e728a6bc7b3cc06412e.
 */
export const emnistFiles: FileSet = {
  dataset: "emnist",
  title: "EMNIST",
  source: "NIST (biometrics.nist.gov)",
  licence: "Derived from NIST Special Database 19, a work of the US government",
  files: [
    {
      name: "gzip.zip",
      url: "https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",
      mirrors: ["https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/gzip.zip"],
      bytes: 561_753_746,
      hash: "sha256-+5u2fjN3KpzAuJXk7PNtLPNb6LcJaTw1ZM6ioBn82o4=",
    },
  ],
};
