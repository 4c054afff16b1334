import { Fault, type Offer } from "@disentangle/core";
import { FileCache, fileSetOf, sizeText, type FetchProgress } from "@disentangle/files";
import { createLogUpdate } from "log-update";
import { Catalogue } from "../parts/catalogue.ts";
import { configurePart } from "../parts/part-identity.ts";
import { printable } from "../process/printable.ts";
import { parsePart } from "../request/part-choice.ts";
import { EXIT } from "../process/exit.ts";
import { formatClock } from "../run/format-clock.ts";

/**
 * Downloads and verifies the files of a dataset; what is here already is only verified.
 *
 * @throws Fault `unknown-part` or `bad-option`; `unavailable` where they must be got by hand or cannot be
 * downloaded; `bad-data`, `io`, `aborted`
 */
export async function fetchDataset(text: string, options: { readonly plugin?: readonly string[] }, signal: AbortSignal): Promise<number> {
  const catalogue = await Catalogue.load(options.plugin ?? []);
  const choice = parsePart(text);
  const { identity } = await configurePart(catalogue, "dataset", choice);
  const { offer } = await catalogue.find("dataset", choice.id);
  const set = fileSetOf(offer, identity.options);
  if (set.files.length === 0) return explainNothing(offer);
  const cache = new FileCache();
  const size = sizeText(set.files.reduce((sum, { bytes }) => sum + bytes, 0));
  process.stdout.write(printable(`${set.title}: ${size} from ${set.source}. ${set.licence}.\n`));
  const shown = makeDisplay(process.stderr);
  try {
    await cache.fetch(set, { signal, progress: shown.progress });
  } finally {
    shown.close();
  }
  process.stdout.write(printable(`${set.title} is here, verified: ${cache.folderOf(set.dataset)}\n`));
  return EXIT.supported;
}

function explainNothing({ id, about, files }: Offer<"dataset">): number {
  if (about.source !== undefined && files === undefined) {
    throw new Fault("unavailable", `${about.title} has nothing that can be downloaded for you.`, {
      value: id,
      mend: `${about.source}, and put them into ${new FileCache().folderOf(id)}.`,
    });
  }
  process.stdout.write(`Dataset ${id} needs no download${files === undefined ? "" : " under these options"}.\n`);
  return EXIT.supported;
}

interface Display {
  readonly progress: (progress: FetchProgress) => void;
  readonly close: () => void;
}

/**
 * On a terminal one line that is repainted ten times a second, with the time left; elsewhere a line for every
 * tenth of a file.
 */
function makeDisplay(stream: NodeJS.WriteStream): Display {
  const live = stream.isTTY ? createLogUpdate(stream, { showCursor: true }) : undefined;
  let file = "";
  let start = { bytes: 0, time: 0 };
  let painted = 0;
  let tenth = -1;
  return {
    progress: ({ file: { name, bytes }, done, doing }) => {
      const now = Date.now();
      if (name !== file) {
        // What an earlier download left counts for nothing in the speed of this one.
        [file, start, tenth] = [name, { bytes: done, time: now }, -1];
      }
      if (doing !== "downloading") {
        live?.clear();
        stream.write(`${name}: ${doing}\n`);
        return;
      }
      const speed = (done - start.bytes) / Math.max(1, now - start.time);
      const left = speed > 0 && now - start.time > 1000 ? `, about ${formatClock((bytes - done) / speed / 1000)} left` : "";
      const line = `${name}: ${Math.floor((100 * done) / bytes)} % of ${sizeText(bytes)}${left}`;
      if (live !== undefined) {
        if (now - painted < 100 && done < bytes) return;
        painted = now;
        live(line);
        return;
      }
      const reached = Math.floor((10 * done) / bytes);
      if (reached === tenth) return;
      tenth = reached;
      stream.write(`${line}\n`);
    },
    close: () => live?.clear(),
  };
}
