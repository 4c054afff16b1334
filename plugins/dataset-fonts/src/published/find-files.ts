import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Fault, type Split } from "@disentangle/core";

/** Paths of the published files. */
export interface PublishedFiles {
  readonly database: string;
  readonly splits: Readonly<Record<Split, SplitFiles>>;
}

/** Paths of the files of one split. */
export interface SplitFiles {
  readonly codes: string;
  readonly theta: string;
  /** May be missing: images can be rendered from the rest. */
  readonly images: string | undefined;
}

/**
 * Finds the published files in a folder by their endings: `database.h5`, and of each split, with `train` or
 * `test` in the name,
 * `_codes.h5`, `_theta.h5` and, if there, `_images.h5`.
 *
 * @throws Fault `io` if the folder cannot be read, `bad-data` if a file is missing or there are several to
 * choose from
 */
export async function findFiles(folder: string): Promise<PublishedFiles> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new Fault("io", `Cannot read the folder ${folder}.`, { value: folder, mend: "Check option `folder` of dataset fonts.", cause });
  });
  const optional = (ending: string, part: string): string | undefined => {
    const found = names.filter((name) => name.endsWith(ending) && name.includes(part));
    if (found.length > 1) {
      throw new Fault("bad-data", `${folder} holds several files for ${part}${ending}: ${found.join(", ")}.`, {
        value: found,
        mend: "Keep the files of one variant in a folder of their own.",
      });
    }
    return found[0] === undefined ? undefined : join(folder, found[0]);
  };
  const required = (ending: string, part: string): string => {
    const path = optional(ending, part);
    if (path !== undefined) return path;
    throw new Fault("bad-data", `${folder} holds no file *${part}*${ending}.`, {
      value: folder,
      mend: "Copy the published files there, or leave out option `folder` of dataset fonts.",
    });
  };
  const split = (part: Split): SplitFiles => ({
    codes: required("_codes.h5", part),
    theta: required("_theta.h5", part),
    images: optional("_images.h5", part),
  });
  return { database: required("database.h5", ""), splits: { train: split("train"), test: split("test") } };
}
