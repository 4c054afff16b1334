import { mkdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Fault, throwIfAborted, type Remote } from "@disentangle/core";
import { cacheFolder, isOffline, OFFLINE_VARIABLE } from "./cache-folder.ts";
import { demandSpace, sizeOf, syncFolder } from "./disk.ts";
import { download, type Patience } from "./download.ts";
import { fileFault } from "./file-fault.ts";
import { locked } from "./locked.ts";
import type { FileSet } from "./file-set.ts";
import { sizeText } from "./size-text.ts";
import { verifyFile, type FileState } from "./verify-file.ts";

/** Where a cache is and how it behaves. */
export interface CacheOptions {
  /** Its folder; default {@link cacheFolder}. */
  readonly folder?: string | undefined;
  /** Whether downloads are forbidden; default what the environment says. */
  readonly offline?: boolean | undefined;
  readonly patience?: Patience | undefined;
}

/** How far a fetch is. */
export interface FetchProgress {
  readonly file: Remote;
  /** Bytes that are here. */
  readonly done: number;
  /** What happens now. */
  readonly doing: "downloading" | "waiting for another process" | "verified";
}

/** What a fetch may be given. */
export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((progress: FetchProgress) => void) | undefined;
}

/** The datasets' files on this machine. Nothing is downloaded but by {@link FileCache.fetch}. */
export class FileCache {
  readonly folder: string;
  readonly #offline: boolean;
  readonly #patience: Patience;

  constructor({ folder, offline, patience }: CacheOptions = {}) {
    this.folder = cacheFolder(folder);
    this.#offline = offline ?? isOffline();
    this.#patience = patience ?? {};
  }

  /** Folder of a dataset's files. */
  folderOf(dataset: string): string {
    return join(this.folder, dataset);
  }

  /** Where a file of a dataset is, or would be. */
  pathOf(dataset: string, file: Pick<Remote, "name">): string {
    return join(this.folderOf(dataset), file.name);
  }

  /** Looks at every file of a set, size and hash. */
  async look({ dataset, files }: FileSet): Promise<readonly { readonly file: Remote; readonly path: string; readonly state: FileState }[]> {
    const looked = files.map(async (file) => {
      const path = this.pathOf(dataset, file);
      return { file, path, state: await verifyFile(path, file) };
    });
    return Promise.all(looked);
  }

  /**
   * Paths of the files of a set, in its order, each verified.
   *
   * @throws Fault `unavailable` if one is missing or damaged, with size, source, licence and the command that
   * gets it
   */
  async demand(set: FileSet): Promise<readonly string[]> {
    const found = await this.look(set);
    const wanting = found.filter(({ state }) => state !== "here");
    if (wanting.length === 0) return found.map(({ path }) => path);
    const damaged = wanting.filter(({ state }) => state === "damaged").map(({ path }) => path);
    const size = sizeText(wanting.reduce((sum, { file }) => sum + file.bytes, 0));
    const what = damaged.length > 0 ? `is damaged (${damaged.join(", ")})` : `is not in ${this.folderOf(set.dataset)}`;
    throw new Fault("unavailable", `${set.title} ${what}: ${size} from ${set.source}. ${set.licence}.`, {
      value: wanting.map(({ path }) => path),
      mend: `Run \`disentangle fetch ${set.dataset}\`, or give a folder that has the files.`,
    });
  }

  /**
   * Downloads and verifies what is missing or damaged of a set. Several processes may do so at once: one
   * works, the others wait for it.
   *
   * @returns paths of the files, in the order of the set
   * @throws Fault `unavailable` offline or where no place has a file, `bad-data` for wrong bytes, `io`,
   * `aborted`; what came so far is kept
   */
  async fetch(set: FileSet, { signal, progress }: FetchOptions = {}): Promise<readonly string[]> {
    const paths: string[] = [];
    for (const file of set.files) {
      throwIfAborted(signal);
      const path = this.pathOf(set.dataset, file);
      if ((await verifyFile(path, file)) !== "here") await this.#get(set, file, path, { signal, progress });
      progress?.({ file, done: file.bytes, doing: "verified" });
      paths.push(path);
    }
    return paths;
  }

  async #get(set: FileSet, file: Remote, path: string, { signal, progress }: FetchOptions): Promise<void> {
    if (this.#offline) {
      throw new Fault("unavailable", `${file.name} of ${set.title} is not here, and ${OFFLINE_VARIABLE} forbids downloads.`, {
        value: path,
        mend: `Unset ${OFFLINE_VARIABLE}, or copy the file to ${path}.`,
      });
    }
    const folder = dirname(path);
    await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
      throw fileFault("Making the folder", folder, cause);
    });
    const waiting = (): void => progress?.({ file, done: 0, doing: "waiting for another process" });
    await locked(path, (held) => this.#getAlone(file, path, held, progress), { signal, waiting });
  }

  /** Gets a file while no other process does. It takes its name when it is whole, right and on the disk. */
  async #getAlone(file: Remote, path: string, signal: AbortSignal, progress: FetchOptions["progress"]): Promise<void> {
    const state = await verifyFile(path, file);
    if (state === "here") return;
    if (state === "damaged") {
      await rm(path, { recursive: true, force: true }).catch((cause: unknown) => {
        throw fileFault("Removing", path, cause);
      });
    }
    const part = `${path}.part`;
    await demandSpace(dirname(path), file.bytes - (await sizeOf(part)));
    // Loaded now: what is here already is opened without it.
    const { makeDispatcher } = await import("./dispatcher.ts");
    const dispatcher = makeDispatcher(this.#patience.stall ?? 30_000);
    try {
      await download(file, {
        part,
        dispatcher,
        signal,
        patience: this.#patience,
        progress: (done) => progress?.({ file, done, doing: "downloading" }),
      });
    } finally {
      await dispatcher.destroy();
    }
    try {
      await rename(part, path);
      await syncFolder(dirname(path));
    } catch (cause) {
      throw fileFault("Writing", path, cause);
    }
  }
}
