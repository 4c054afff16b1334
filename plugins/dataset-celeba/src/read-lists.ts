import { Fault } from "@disentangle/core";
import { readUnpacked, type FileSource } from "@disentangle/files";

/** Most bytes of a list: the attributes of 202,599 images take 27 million. */
const LARGEST = 200_000_000;

/** An image and whether it has the attribute. */
export interface Labelled {
  readonly name: string;
  /** 1 where it has the attribute, else 0. */
  readonly label: number;
}

/**
 * The images of `list_attr_celeba.txt` in its order, with one attribute: the first line is their number, the
 * second names the attributes, each further one is a file name and 40 numbers 1 or −1.
 *
 * @throws Fault `bad-data` naming the line that is not so
 */
export async function readAttribute(source: FileSource, attribute: string): Promise<readonly Labelled[]> {
  const lines = await linesOf(source, "list_attr_celeba.txt");
  const count = Number(lines[0]);
  const names = (lines[1] ?? "").split(/\s+/);
  const column = names.indexOf(attribute);
  if (!Number.isSafeInteger(count) || column < 0) {
    throw bad(source, "list_attr_celeba.txt", `does not begin with the number of images and a line of attributes with ${attribute}`);
  }
  if (lines.length !== count + 2) throw bad(source, "list_attr_celeba.txt", `lists ${lines.length - 2} images where it says ${count}`);
  return lines.slice(2).map((line, row) => {
    const [name = "", ...values] = line.split(/\s+/);
    const value = values[column];
    if (values.length !== names.length || (value !== "1" && value !== "-1") || !/^[\w.-]+$/.test(name)) {
      throw bad(source, "list_attr_celeba.txt", `has in line ${row + 3} no file name and ${names.length} times 1 or -1`);
    }
    return { name, label: value === "1" ? 1 : 0 };
  });
}

/**
 * Partition of each image by name: 0 training, 1 validation, 2 test.
 *
 * @throws Fault `bad-data` naming the line that is not a file name and one of these
 */
export async function readPartition(source: FileSource): Promise<ReadonlyMap<string, number>> {
  const lines = await linesOf(source, "list_eval_partition.txt");
  return new Map(
    lines.map((line, row) => {
      const [name = "", part = ""] = line.split(/\s+/);
      if (/^[012]$/.test(part)) return [name, Number(part)];
      throw bad(source, "list_eval_partition.txt", `has in line ${row + 1} no file name and 0, 1 or 2`);
    }),
  );
}

async function linesOf(source: FileSource, name: string): Promise<string[]> {
  const bytes = await readUnpacked(source, name, LARGEST);
  if (bytes === undefined) throw bad(source, name, "is missing");
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  return lines.map((line) => line.trim()).filter((line) => line !== "");
}

function bad(source: FileSource, name: string, why: string): Fault {
  return new Fault("bad-data", `${name} in ${source.path} ${why}.`, {
    value: name,
    mend: "Use the file of the authors' page (mmlab.ie.cuhk.edu.hk/projects/CelebA.html).",
  });
}
