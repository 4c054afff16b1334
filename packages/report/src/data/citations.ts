/** The paper whose claims are verified. */
export const PAPER_URL = "https://arxiv.org/abs/1812.00740";
/** Where the documentation is. */
export const DOCUMENTATION_URL = "https://github.com/disentangle/disentangle#readme";

/**
 * BibTeX entries of the paper and of this software.
 *
 * @param version of the software that made what is cited
 */
export function citations(version: string): string {
  return `@inproceedings{stutz2019disentangling,
  author    = {Stutz, David and Hein, Matthias and Schiele, Bernt},
  title     = {Disentangling Adversarial Robustness and Generalization},
  booktitle = {IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)},
  year      = {2019},
  eprint    = {1812.00740},
  eprinttype = {arXiv}
}

@software{disentangle,
  title   = {Disentangle: Adversarial Robustness and Generalization, Verified by Experiment},
  version = {${version}},
  url     = {${DOCUMENTATION_URL.replace("#readme", "")}}
}
`;
}
