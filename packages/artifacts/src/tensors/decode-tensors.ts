import { Fault } from "@disentangle/core";
import * as v from "valibot";
import { ARRAY_TYPES, isDtype, type Dtype, type StoredTensor, type StoredTensors } from "./dtype.ts";
import { METADATA, type Metadata } from "./encode-tensors.ts";

/** What a safetensors file holds. */
export interface DecodedTensors {
  readonly tensors: StoredTensors;
  readonly metadata: Metadata;
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const entrySchema = v.strictObject({ dtype: v.string(), shape: v.array(count), data_offsets: v.tuple([count, count]) });

type Fields = readonly (readonly [name: string, value: unknown])[];

/**
 * The tensors and metadata of a safetensors file; the arrays are copies, free to be changed.
 *
 * @throws Fault `bad-data` for anything that is not a complete and consistent file: cut short, a header that
 * is not JSON, a type this reader does not know, a shape that disagrees with its bytes, offsets that overlap,
 * leave a gap or leave the file
 */
export function decodeTensors(bytes: Uint8Array): DecodedTensors {
  const { header, start } = readHeader(bytes);
  const metadata = fields(header.find(([name]) => name === METADATA)?.[1] ?? {}, METADATA);
  if (!metadata.every(isText)) throw damaged(`${METADATA} holds something else than text`, metadata);
  const entries = header
    .filter(([name]) => name !== METADATA)
    .map(([name, raw]) => readEntry(name, raw))
    .toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of entries) {
    if (begin !== covered) throw damaged(`tensor "${name}" starts at byte ${begin} where byte ${covered} was due`, begin);
    covered = end;
  }
  const length = bytes.length - start;
  if (covered !== length) throw damaged(`its tensors take ${covered} bytes but ${length} follow the header`, length);
  const tensors = entries.map(({ name, dtype, shape, begin, end }) => {
    // Not `slice`, which copies a Uint8Array but is a view of the whole file for a Buffer.
    const copy = new Uint8Array(end - begin);
    copy.set(bytes.subarray(start + begin, start + end));
    const data = new ARRAY_TYPES[dtype](copy.buffer);
    return [name, { dtype, shape, data } as StoredTensor] as const;
  });
  return { tensors: Object.fromEntries(tensors), metadata: Object.fromEntries(metadata) };
}

function readHeader(bytes: Uint8Array): { header: Fields; start: number } {
  if (bytes.length < 8) throw damaged(`it has ${bytes.length} bytes`, bytes.length);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(bytes.length - 8)) throw damaged(`its header should take ${length} bytes of ${bytes.length}`, length);
  const start = 8 + Number(length);
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(8, start)));
  } catch (cause) {
    throw damaged("its header is not JSON", undefined, cause);
  }
  return { header: fields(raw, "its header"), start };
}

/** Own fields of a JSON object. (A record schema of valibot would drop a tensor named "constructor".) */
function fields(raw: unknown, what: string): Fields {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) throw damaged(`${what} is not an object`, raw);
  return Object.entries(raw);
}

function isText(field: readonly [string, unknown]): field is [string, string] {
  return typeof field[1] === "string";
}

interface Entry {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function readEntry(name: string, raw: unknown): Entry {
  const result = v.safeParse(entrySchema, raw);
  if (!result.success) throw damaged(`tensor "${name}": ${result.issues[0].message}`, raw);
  const entry = result.output;
  const { dtype, shape } = entry;
  if (!isDtype(dtype)) throw damaged(`tensor "${name}" has the type ${dtype}, which this reader does not know`, dtype);
  const [begin, end] = entry.data_offsets;
  const size = shape.reduce((product, length) => product * length, ARRAY_TYPES[dtype].BYTES_PER_ELEMENT);
  if (end - begin !== size) throw damaged(`tensor "${name}" ${dtype} [${shape.join(", ")}] has ${end - begin} bytes`, [begin, end]);
  return { name, dtype, shape, begin, end };
}

function damaged(why: string, value: unknown, cause?: unknown): Fault {
  const mend = "Fetch or compute the file again.";
  return new Fault("bad-data", `This is not a whole safetensors file: ${why}.`, { value, mend, cause });
}
