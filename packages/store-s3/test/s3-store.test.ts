import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ArtifactStore, stored, taskKey, type Damage } from "@disentangle/artifacts";
import { Fault, Random } from "@disentangle/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { parseS3Address, S3Store } from "../src/index.ts";
import { HAS_S3, TestS3 } from "./s3-server.ts";

const CONTENT = { json: { loss: [1, 0.5], note: "ü" }, tensors: { weights: stored(Float32Array.of(1, 2, 3)) } };
const OTHER = { json: { loss: [2] }, tensors: {} };

describe.runIf(HAS_S3)("S3Store on versitygw", () => {
  let server: TestS3;
  let folder: string;
  let fresh = 0;
  const damages: Damage[] = [];

  beforeAll(async () => {
    server = await TestS3.start();
    Object.assign(process.env, server.environment);
    folder = mkdtempSync(join(tmpdir(), "disentangle-s3-cache-"));
  });
  afterAll(async () => {
    for (const name of Object.keys(server.environment)) delete process.env[name];
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const newKey = (): string => taskKey(`task ${fresh++}`);
  const open = (more: ConstructorParameters<typeof S3Store>[1] = {}): S3Store =>
    new S3Store(server.address, { onDamage: (damage) => damages.push(damage), ...more });

  test("reads what was written, from anywhere; nothing where nothing was", async () => {
    const [store, key] = [open(), newKey()];
    expect([await store.has(key), await store.read(key)]).toEqual([false, undefined]);
    await store.write(key, CONTENT);
    expect(await open().has(key)).toBe(true);
    expect(await open().read(key)).toEqual(CONTENT);
    await store.remove(key);
    await store.remove(key);
    expect(await store.has(key)).toBe(false);
  });

  test("holds the bytes that a folder would hold", async () => {
    const [near, key] = [new ArtifactStore(join(folder, "same")), newKey()];
    await open().write(key, CONTENT);
    await near.write(key, CONTENT);
    expect(readFileSync(server.file(key))).toEqual(readFileSync(near.path(key)));
  });

  test("a second writer of a result changes nothing; a checkpoint is overwritten", async () => {
    const [store, key] = [open(), newKey()];
    await store.write(key, CONTENT);
    await open().write(key, OTHER);
    expect(await store.read(key)).toEqual(CONTENT);
    await store.write(`${key}-checkpoint`, CONTENT);
    await open().write(`${key}-checkpoint`, OTHER);
    expect(await store.read(`${key}-checkpoint`)).toEqual(OTHER);
  });

  test("of many who write a result at once one stays, whole", async () => {
    const key = newKey();
    await Promise.all(Array.from({ length: 12 }, (_, i) => open().write(key, { json: { i } })));
    const first = await open().read(key);
    await open().write(key, { json: { i: 99 } });
    expect(await open().read(key)).toEqual(first);
    expect(damages).toEqual([]);
  });

  test("large ones travel in parts, on the same condition", async () => {
    const [key, numbers] = [newKey(), new Float32Array(3_000_000)];
    const random = Random.seeded(1);
    for (let i = 0; i < numbers.length; i++) numbers[i] = random.uniform();
    const store = open({ partSize: 5 * 1024 * 1024 });
    await store.write(key, { tensors: { numbers: stored(numbers) } });
    expect(statSync(server.file(key)).size).toBeGreaterThan(12_000_000);
    expect((await open().read(key))?.tensors["numbers"]).toEqual(stored(numbers));
    await store.write(key, { tensors: { numbers: stored(numbers.toReversed()) } });
    expect((await open().read(key))?.tensors["numbers"]).toEqual(stored(numbers));
  });

  test("a damaged object is reported, counts as absent, and is replaced by the next writer", async () => {
    const [store, key] = [open(), newKey()];
    await store.write(key, CONTENT);
    const bytes = readFileSync(server.file(key));
    bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
    writeFileSync(server.file(key), bytes);
    damages.length = 0;
    expect(await store.read(key)).toBeUndefined();
    expect(damages).toMatchObject([{ key, path: `s3://work/artifacts/${key}.safetensors` }]);
    await store.write(key, CONTENT);
    expect(await open().read(key)).toEqual(CONTENT);
  });

  test("a copy on this machine is read first, checked, and fetched again where it is damaged", async () => {
    const cache = new ArtifactStore(join(folder, "cache"), { onDamage: () => undefined });
    const [store, key] = [open({ cache }), newKey()];
    await open().write(key, CONTENT);
    expect(await store.read(key)).toEqual(CONTENT);
    expect(existsSync(cache.path(key))).toBe(true);
    writeFileSync(cache.path(key), "damaged");
    expect(await store.read(key)).toEqual(CONTENT);
    rmSync(server.file(key));
    expect(await store.read(key)).toEqual(CONTENT);
  });

  test("a cache that cannot be written to stops nothing", async () => {
    const full = () => Promise.reject(new Fault("io", "The disk is full."));
    const store = open({ cache: { has: full, read: full, write: full, remove: full } });
    const key = newKey();
    await store.write(key, CONTENT);
    expect(await store.read(key)).toEqual(CONTENT);
    await store.remove(key);
  });

  test("a bucket that is not there, and credentials that are wrong, are said with their mend", async () => {
    await expect(new S3Store("s3://nowhere-at-all/x").read(newKey())).rejects.toThrow(/NoSuchBucket.*Make the bucket/);
    const before = process.env["AWS_SECRET_ACCESS_KEY"];
    process.env["AWS_SECRET_ACCESS_KEY"] = "not-the-secret";
    try {
      const error = await open()
        .write(newKey(), CONTENT)
        .catch((failed: unknown) => failed);
      expect(Fault.is(error, "io")).toBe(true);
      expect(String(error)).toMatch(/403.*credentials/);
      expect(String(error)).not.toContain("not-the-secret");
    } finally {
      process.env["AWS_SECRET_ACCESS_KEY"] = before;
    }
  });

  test("a server that is away is `unavailable`, and used again once it is back", async () => {
    const [store, key] = [open(), newKey()];
    await store.write(key, CONTENT);
    await server.stop();
    const error = await store.read(key).catch((failed: unknown) => failed);
    expect(Fault.is(error, "unavailable")).toBe(true);
    await server.start();
    expect(await store.read(key)).toEqual(CONTENT);
  });
});

test("a server that takes connections and never answers is `unavailable` after a while", async () => {
  const mute = createServer().listen(0, "127.0.0.1");
  await once(mute, "listening");
  const { port } = mute.address() as AddressInfo;
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, "anything");
  try {
    const store = new S3Store(`s3://bucket/?endpoint=http://127.0.0.1:${port}`, { silence: 200 });
    const error = await store.read(taskKey("nothing")).catch((failed: unknown) => failed);
    expect(Fault.is(error, "unavailable")).toBe(true);
  } finally {
    vi.unstubAllEnvs();
    mute.close();
  }
});

describe("parseS3Address", () => {
  test("reads bucket, prefix, endpoint and region", () => {
    expect(parseS3Address("s3://bucket/a/b/?endpoint=http://127.0.0.1:9000&region=eu-1")).toEqual({
      bucket: "bucket",
      prefix: "a/b/",
      endpoint: "http://127.0.0.1:9000",
      region: "eu-1",
    });
    expect(parseS3Address("s3://bucket")).toEqual({ bucket: "bucket", prefix: "" });
  });

  test.each(["bucket/x", "s3://", "s3://A_b/x", "s3://id:secret@bucket/x", "s3://bucket/x?endpoint=here", "s3://bucket/x?acl=public"])(
    "%s is refused",
    (text) => {
      expect(() => parseS3Address(text)).toThrow(/The store's address .*s3:\/\/bucket\/prefix/);
    },
  );
});
