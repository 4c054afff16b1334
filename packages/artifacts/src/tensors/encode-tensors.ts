import { Fault } from "@disentangle/core";
import { ARRAY_TYPES, type StoredTensor, type StoredTensors } from "./dtype.ts";

/** Free text stored beside the tensors. */
export type Metadata = Readonly<Record<string, string>>;

/** Name the format keeps for itself. @internal */
export const METADATA = "__metadata__";

/**
 * Tensors as the bytes of a safetensors file (https://github.com/huggingface/safetensors), which Python, Rust
 * and others read: eight bytes of header length, a JSON header, the numbers, little-endian and row-major.
 * Equal tensors and metadata in any order of names give equal bytes, except that metadata keep the order they
 * are given in.
 *
 * @throws Fault `bad-option` where a shape and its data disagree, or a name is one the format keeps for
 * itself
 */
export function encodeTensors(tensors: StoredTensors, metadata?: Metadata): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(tensors).toSorted(byTypeThenName);
  const header = metadata === undefined ? [] : [`"${METADATA}":${JSON.stringify(metadata)}`];
  let length = 0;
  for (const [name, tensor] of entries) {
    check(name, tensor);
    const end = length + tensor.data.byteLength;
    const entry = { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [length, end] };
    // Written by hand: an object would put a tensor named "0" before the metadata.
    header.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    length = end;
  }
  const text = new TextEncoder().encode(`{${header.join(",")}}`);
  // Padded with spaces so that the numbers start at a multiple of eight and readers may map them in place.
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + length).fill(0x20, 0, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let offset = start;
  for (const [, { data }] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

const ORDER = Object.keys(ARRAY_TYPES);

/**
 * As the format's own library sorts them; wide types come first, so that every tensor starts at a multiple of
 * its element.
 */
function byTypeThenName([nameA, a]: [string, StoredTensor], [nameB, b]: [string, StoredTensor]): number {
  const types = ORDER.indexOf(a.dtype) - ORDER.indexOf(b.dtype);
  return types !== 0 ? types : nameA < nameB ? -1 : 1;
}

function check(name: string, { dtype, shape, data }: StoredTensor): void {
  if (name === METADATA) {
    throw new Fault("bad-option", `A tensor cannot be named ${METADATA}.`, { value: name, mend: "Choose another name." });
  }
  const count = shape.reduce((product, size) => product * size, 1);
  const sizes = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (!sizes || count !== data.length || !(data instanceof ARRAY_TYPES[dtype])) {
    const seen = `${data.length} numbers in a ${data.constructor.name}`;
    throw new Fault("bad-option", `Tensor "${name}" is said to be ${dtype} [${shape.join(", ")}] but has ${seen}.`, {
      value: shape,
      mend: "Give the shape and type of the data.",
    });
  }
}
