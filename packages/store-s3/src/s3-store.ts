import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { seal, unseal, type Artifact, type Damage, type Store } from "@disentangle/artifacts";
import { Fault, reasonOf, type Json } from "@disentangle/core";
import { parseS3Address, type S3Address } from "./address.ts";
import { isConflict, isMissing, s3Fault, statusOf } from "./s3-fault.ts";

/** How an {@link S3Store} works. */
export interface S3StoreOptions {
  /**
   * A store on this machine that keeps what was read and written, such as a folder; what fails there is no
   * harm.
   */
  readonly cache?: Store;
  /** Told of every damaged artifact met on the server; default: a line on standard error. */
  readonly onDamage?: (damage: Damage) => void;
  /** Bytes from which an artifact is sent in parts, and of each part. Default 8 MiB, at least 5 MiB. */
  readonly partSize?: number;
  /** Milliseconds that the server may be silent before a request counts as lost. Default 20,000. */
  readonly silence?: number;
}

const PART = 8 * 1024 * 1024;
const SILENCE = 20_000;

/**
 * Whether whatever is written under a key is the same: a result goes by the hash of all that it depends on,
 * while a checkpoint is overwritten.
 */
const isFixed = (key: string): boolean => /^[0-9a-f]{64}$/.test(key);

type Content = { readonly json?: Json; readonly tensors?: Artifact["tensors"] };

/**
 * Finished work in a bucket of S3 or of a compatible server: one sealed safetensors object per task. Objects
 * appear whole, carry their hash, which is verified on every reading, and a second writer of a result changes
 * nothing.
 */
export class S3Store implements Store {
  readonly #client: S3Client;
  readonly #address: S3Address;
  readonly #cache: Store | undefined;
  readonly #onDamage: (damage: Damage) => void;
  readonly #partSize: number;

  /** @throws Fault `bad-option` where the address cannot be read */
  constructor(address: string, { cache, onDamage = warn, partSize = PART, silence = SILENCE }: S3StoreOptions = {}) {
    this.#address = parseS3Address(address);
    const { endpoint, region } = this.#address;
    const other = endpoint ?? process.env["AWS_ENDPOINT_URL_S3"] ?? process.env["AWS_ENDPOINT_URL"];
    this.#client = new S3Client({
      ...(endpoint !== undefined && { endpoint }),
      // Compatible servers mostly have no region and no name for each bucket.
      ...(other !== undefined && { forcePathStyle: true, region: region ?? process.env["AWS_REGION"] ?? "us-east-1" }),
      ...(region !== undefined && { region }),
      // Checksums of the client's are unknown to some servers; artifacts carry their own.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      // Without them, a server that takes connections and never answers would be waited for for ever.
      requestHandler: { connectionTimeout: silence, socketTimeout: silence },
    });
    this.#cache = cache;
    this.#onDamage = onDamage;
    this.#partSize = partSize;
  }

  /** The address of an artifact, as people and `result.json` name it. */
  path(key: string): string {
    return `s3://${this.#address.bucket}/${this.#name(key)}`;
  }

  async has(key: string): Promise<boolean> {
    try {
      await this.#client.send(new HeadObjectCommand(this.#object(key)));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw s3Fault("Looking for an artifact", this.path(key), error);
    }
  }

  /**
   * The artifact of that key, from this machine's cache where it has it; undefined where there is none, or
   * where it is damaged, which is reported.
   *
   * @throws Fault `unavailable` where the server cannot be reached, `io` where it refuses
   */
  async read(key: string): Promise<Artifact | undefined> {
    if (isFixed(key)) {
      const near = await this.#cache?.read(key).catch(() => undefined);
      if (near !== undefined) return near;
    }
    const found = await this.#get(key);
    if (found === undefined) return undefined;
    if (typeof found.artifact === "string") {
      this.#onDamage({ key, path: this.path(key), reason: found.artifact });
      return undefined;
    }
    await this.#keep(key, found.artifact);
    return found.artifact;
  }

  /**
   * Puts an artifact under that key. A result that is there already, whole, is left as it is: it is the same.
   * A damaged one is replaced, and so is a checkpoint.
   *
   * @throws Fault `unavailable` where the server cannot be reached, `io` where it refuses
   */
  async write(key: string, content: Content): Promise<void> {
    const artifact = { json: content.json ?? null, tensors: content.tensors ?? {} };
    const bytes = seal(key, artifact);
    try {
      if (isFixed(key)) await this.#putOnce(key, bytes);
      else await this.#put(key, bytes, {});
    } catch (error) {
      throw Fault.is(error) ? error : s3Fault("Writing an artifact", this.path(key), error);
    }
    await this.#keep(key, artifact);
  }

  async remove(key: string): Promise<void> {
    await this.#cache?.remove(key).catch(() => undefined);
    try {
      await this.#client.send(new DeleteObjectCommand(this.#object(key)));
    } catch (error) {
      if (!isMissing(error)) throw s3Fault("Removing an artifact", this.path(key), error);
    }
  }

  #name(key: string): string {
    if (!/^[\w-][\w.-]{0,199}$/.test(key)) {
      throw new Fault("bad-option", `"${key}" cannot be the key of an artifact.`, { value: key, mend: "Use a key made by taskKey." });
    }
    return `${this.#address.prefix}${key}.safetensors`;
  }

  #object(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#address.bucket, Key: this.#name(key) };
  }

  /** What is there: the artifact, or in words what is wrong with it. */
  async #get(key: string): Promise<{ readonly artifact: Artifact | string; readonly tag: string | undefined } | undefined> {
    let bytes: Uint8Array | undefined;
    let tag: string | undefined;
    try {
      const { Body, ETag } = await this.#client.send(new GetObjectCommand(this.#object(key)));
      bytes = await Body?.transformToByteArray();
      tag = ETag;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw s3Fault("Reading an artifact", this.path(key), error);
    }
    try {
      return { artifact: unseal(key, bytes ?? new Uint8Array()), tag };
    } catch (error) {
      // Sealed with a secret that is not here: not damaged, and not ours to replace.
      if (Fault.is(error, "unavailable") || Fault.is(error, "bad-option")) throw error;
      return { artifact: reasonOf(error), tag };
    }
  }

  async #putOnce(key: string, bytes: Uint8Array): Promise<void> {
    try {
      await this.#put(key, bytes, { IfNoneMatch: "*" });
    } catch (error) {
      // A server that knows no conditions: then nobody can do better than to look first.
      if (statusOf(error) === 501) {
        if (!(await this.has(key))) await this.#put(key, bytes, {});
        return;
      }
      if (!isConflict(error)) throw error;
      const there = await this.#get(key);
      if (there === undefined) await this.#put(key, bytes, {});
      else if (typeof there.artifact === "string") {
        // Where somebody mended it in the meantime, theirs is as good.
        const condition = there.tag === undefined ? {} : { IfMatch: there.tag };
        await this.#put(key, bytes, condition).catch((failed: unknown) => {
          if (!isConflict(failed)) throw failed;
        });
      }
    }
  }

  async #put(key: string, bytes: Uint8Array, condition: { readonly IfNoneMatch?: string; readonly IfMatch?: string }): Promise<void> {
    const params = { ...this.#object(key), Body: bytes, ContentType: "application/octet-stream", ...condition };
    if (bytes.length < this.#partSize) await this.#client.send(new PutObjectCommand({ ...params, ContentLength: bytes.length }));
    else await new Upload({ client: this.#client, params, partSize: this.#partSize, queueSize: 2 }).done();
  }

  /** Keeps a copy on this machine; a disk that is full there stops nothing. */
  async #keep(key: string, artifact: Artifact): Promise<void> {
    if (isFixed(key)) await this.#cache?.write(key, artifact).catch(() => undefined);
  }
}

function warn({ path, reason }: Damage): void {
  process.stderr.write(`The artifact ${path} is damaged and will be computed again. ${reason}\n`);
}
