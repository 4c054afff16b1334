import { lstatSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * A folder for all that is done here: with runs, with what no command may touch, and with a home of its own.
 */
export class Place implements Disposable {
  readonly root: string;
  /** Working directory of commands. */
  readonly work: string;
  /** Holds files that no command was given to write to. */
  readonly outside: string;
  readonly env: NodeJS.ProcessEnv;
  readonly #before: string;

  constructor() {
    this.root = mkdtempSync(join(tmpdir(), "disentangle-torture-"));
    this.work = join(this.root, "work");
    this.outside = join(this.root, "outside");
    const home = join(this.root, "home");
    const temporary = join(this.root, "tmp");
    for (const folder of [this.work, join(this.outside, "artifacts"), home, temporary]) mkdirSync(folder, { recursive: true });
    writeFileSync(join(this.outside, "result.json"), "{}\n");
    writeFileSync(join(this.outside, "letter.txt"), "Dear reader,\n");
    writeFileSync(join(this.outside, "artifacts", `${"0".repeat(64)}.safetensors`), "not yours");
    const { DISENTANGLE_KEY: _key, DISENTANGLE_TRACE: _trace, ...env } = process.env;
    this.env = { ...env, HOME: home, XDG_CACHE_HOME: join(home, ".cache"), DISENTANGLE_OFFLINE: "1", NO_COLOR: "1" };
    this.#before = inventory(this.outside);
  }

  /** An empty folder of that name. */
  fresh(name: string): string {
    const folder = join(this.root, name);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** What is wrong with what nobody may touch: nothing, as a rule. */
  touched(): readonly string[] {
    return inventory(this.outside) === this.#before ? [] : ["a file was touched that is none of a run's"];
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** All that is in a folder, with what files hold. */
export function inventory(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .toSorted()
    .map((name) => {
      const path = join(folder, name);
      const entry = lstatSync(path);
      const content = entry.isFile() ? readFileSync(path, "latin1") : entry.isSymbolicLink() ? readlinkSync(path) : "";
      return JSON.stringify([name, entry.mode, content]);
    })
    .join("\n");
}
