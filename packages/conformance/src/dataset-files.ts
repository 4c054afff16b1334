import { mkdir, mkdtemp, open, readdir, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault, reasonOf, type Offer, type Remote, type Scope } from "@disentangle/core";
import { cacheFolder, DATA_VARIABLE, fileSetOf, sizeText } from "@disentangle/files";
import { describe, test } from "vitest";
import { demand, type Law } from "./law.ts";

/** A dataset whose files are downloaded when they are asked for. */
export interface DatasetFilesSubject {
  readonly offer: Offer<"dataset">;
  /** Options under which it cannot do without its files. */
  readonly demanding: object;
  /** Options under which it needs none of them, such as a sample that it brings. */
  readonly content: object;
  /**
   * Whether this machine has the files elsewhere, too, where the dataset finds them; then it opens without
   * its cache.
   */
  readonly elsewhere?: boolean;
}

/** Bytes of a hash, by the name it has in an integrity string. */
const DIGESTS: Readonly<Record<string, number>> = { md5: 16, sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

/** What every dataset with files to download promises of them. */
export const datasetFilesLaws: readonly Law<DatasetFilesSubject>[] = [
  {
    promise: "says of each file its name, addresses, size and hash, and the same whenever it is asked",
    check: async ({ offer, demanding }) => {
      const { options } = offer.configure(demanding);
      const files = offer.files?.(options) ?? [];
      demand(files.length > 0, `Under ${JSON.stringify(options)} it names no files.`);
      demand(JSON.stringify(offer.files?.(options)) === JSON.stringify(files), "Asked again, it names other files.");
      demand(new Set(files.map(({ name }) => name)).size === files.length, "Two of its files have one name.");
      for (const file of files) describesItself(file);
    },
  },
  {
    promise: "says who publishes them, and under which licence",
    check: async ({ offer: { about } }) => {
      demand(
        (about.source ?? "") !== "" && (about.licence ?? "") !== "",
        `Its source is "${about.source}", its licence "${about.licence}".`,
      );
    },
  },
  {
    promise: "names none where its options need none, and opens then with an empty cache",
    check: async ({ offer, content }) => {
      const configured = offer.configure(content);
      const files = offer.files?.(configured.options) ?? [];
      demand(files.length === 0, `Under ${JSON.stringify(configured.options)} it names ${files.map(({ name }) => name).join(", ")}.`);
      await withCache(async () => void (await configured.make(scope)));
    },
  },
  {
    promise: "does not open without them: a Fault that names size, source, licence and the command to fetch them, and no download",
    check: async ({ offer, demanding, elsewhere = false }) => {
      if (elsewhere) return;
      const { fault, requests, left } = await refusal(offer, demanding, async () => undefined);
      const set = fileSetOf(offer, offer.configure(demanding).options);
      const size = sizeText(set.files.reduce((sum, { bytes }) => sum + bytes, 0));
      for (const part of [size, set.source, set.licence, `disentangle fetch ${offer.id}`]) {
        demand(fault.message.includes(part), `Without files its message lacks "${part}": ${fault.message}`);
      }
      demand(requests === 0, `Without being asked to, it made ${requests} requests.`);
      demand(left.length === 0, `It left ${left.join(", ")} in the cache.`);
    },
  },
  {
    promise: "does not open with a damaged one, and leaves it for whoever fetches it again",
    check: async ({ offer, demanding }) => {
      const { files } = fileSetOf(offer, offer.configure(demanding).options);
      const { fault, requests, left } = await refusal(offer, demanding, async (folder) => {
        // Of the right size, so that only the hash can tell; sparse, so that it takes no room.
        for (const { name, bytes } of files) await blank(join(folder, name), bytes);
      });
      demand(fault.message.includes(files[0]?.name ?? ""), `With damaged files its message names none: ${fault.message}`);
      demand(requests === 0, `With damaged files it made ${requests} requests.`);
      demand(left.length === files.length, `Of ${files.length} damaged files it left ${left.join(", ")}.`);
    },
  },
];

/** Registers every law as a test of that dataset. */
export function testDatasetFiles(name: string, subject: DatasetFilesSubject): void {
  describe(`${name} keeps the contract of a dataset with files`, () => {
    for (const law of datasetFilesLaws) test(law.promise, () => law.check(subject));
  });
}

const scope: Scope = {
  seed: 1,
  protocol: "paper",
  signal: new AbortController().signal,
  get: (token) => {
    throw new Fault("unbound", `Nothing is bound to ${token.description}.`);
  },
};

function describesItself({ name, url, mirrors = [], bytes, hash }: Remote): void {
  demand(/^[\w.-]+$/u.test(name) && !name.startsWith("."), `"${name}" is no plain file name.`);
  for (const address of [url, ...mirrors]) demand(/^https?:$/u.test(new URL(address).protocol), `${name} is to be had at ${address}.`);
  demand(Number.isSafeInteger(bytes) && bytes > 0, `${name} has ${bytes} bytes.`);
  const [algorithm = "", digest = ""] = hash.split(/-(.*)/su);
  const length = Buffer.from(digest, "base64").length;
  demand(length === DIGESTS[algorithm], `The hash of ${name} is ${hash}: ${length} bytes of ${algorithm}.`);
}

interface Refusal {
  readonly fault: Fault;
  /** What went through the proxy that the environment named meanwhile. */
  readonly requests: number;
  /** What lies in the dataset's folder of the cache afterwards. */
  readonly left: readonly string[];
}

async function refusal(offer: Offer<"dataset">, options: object, prepare: (folder: string) => Promise<void>): Promise<Refusal> {
  let requests = 0;
  const proxy = createServer((_, response) => {
    requests++;
    response.writeHead(503).end();
  }).on("connect", (_, socket) => {
    requests++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => void proxy.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    return await withCache(
      async () => {
        const folder = join(cacheFolder(), offer.id);
        await mkdir(folder, { recursive: true });
        await prepare(folder);
        const error = await offer
          .configure(options)
          .make(scope)
          .then(
            () => undefined,
            (reason: unknown) => reason,
          );
        demand(Fault.is(error), error === undefined ? "It opened." : `It threw what is no Fault: ${reasonOf(error)}.`);
        return { fault: error, requests, left: await readdir(folder) };
      },
      { HTTP_PROXY: address, HTTPS_PROXY: address, http_proxy: address, https_proxy: address },
    );
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
}

/** Does `work` with a cache of its own and those variables in the environment. */
async function withCache<T>(work: () => Promise<T>, variables: Readonly<Record<string, string>> = {}): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "disentangle-cache-"));
  const all = { ...variables, [DATA_VARIABLE]: folder };
  const before = Object.keys(all).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, all);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await rm(folder, { recursive: true, force: true });
  }
}

async function blank(path: string, bytes: number): Promise<void> {
  await using file = await open(path, "w");
  await file.truncate(bytes);
}
