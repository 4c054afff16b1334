import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Fault, type Split } from "@disentangle/core";
import { fileFault } from "@disentangle/files";

/** A picture in a folder of its class. */
export interface ListedPicture {
  /** Path from the dataset's folder, with slashes. */
  readonly name: string;
  readonly label: number;
  readonly split: Split | undefined;
}

const PICTURE = /\.(?:png|jpe?g|webp|tiff?|gif)$/i;

/**
 * The pictures of a folder with one folder per class, or with `train` and `test` that hold such; classes and
 * pictures in the order of their names. What begins with a dot, and other files, are passed over.
 *
 * @throws Fault `bad-data` if there are fewer than two classes, a class without pictures, or other classes in
 * `test` than in `train`; `io`
 */
export async function listPictures(
  folder: string,
): Promise<{ readonly classes: readonly string[]; readonly pictures: readonly ListedPicture[] }> {
  const inner = await foldersIn(folder);
  if (!inner.includes("train") || !inner.includes("test")) return listClasses(folder, "", inner, undefined);
  const [train, test] = [await foldersIn(join(folder, "train")), await foldersIn(join(folder, "test"))];
  const odd = [...train.filter((name) => !test.includes(name)), ...test.filter((name) => !train.includes(name))];
  if (odd.length > 0) throw bad(folder, `has the class ${odd[0]} in only one of train and test`, "Put every class into both.");
  const { classes, pictures } = await listClasses(folder, "train/", train, "train");
  return { classes, pictures: [...pictures, ...(await listClasses(folder, "test/", test, "test")).pictures] };
}

async function listClasses(
  folder: string,
  prefix: string,
  classes: readonly string[],
  split: Split | undefined,
): Promise<{ readonly classes: readonly string[]; readonly pictures: readonly ListedPicture[] }> {
  if (classes.length < 2) {
    throw bad(
      folder,
      `holds ${classes.length === 1 ? "one folder of a class" : "no folders of classes"}`,
      "Make a folder for each class, at least two, with its pictures in it.",
    );
  }
  const pictures: ListedPicture[] = [];
  for (const [label, name] of classes.entries()) {
    const names = (await entriesIn(join(folder, prefix, name))).flatMap((entry) =>
      !entry.isDirectory() && PICTURE.test(entry.name) ? [entry.name] : [],
    );
    if (names.length === 0) {
      throw bad(folder, `holds no picture of ${prefix}${name}`, "Put PNG or JPEG files there, or take the folder away.");
    }
    pictures.push(...names.toSorted(inOrder).map((file) => ({ name: `${prefix}${name}/${file}`, label, split })));
  }
  return { classes, pictures };
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await entriesIn(path);
  return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith(".") ? [entry.name] : [])).toSorted(inOrder);
}

async function entriesIn(path: string): Promise<{ readonly name: string; isDirectory(): boolean }[]> {
  return readdir(path, { withFileTypes: true }).catch((cause: unknown) => {
    throw fileFault("Reading", path, cause);
  });
}

/** The same order on every machine, whatever its language. */
function inOrder(a: string, b: string): number {
  return a < b ? -1 : 1;
}

function bad(folder: string, why: string, mend: string): Fault {
  return new Fault("bad-data", `${folder} ${why}.`, { value: folder, mend });
}
