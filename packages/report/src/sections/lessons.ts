import type { LessonRow, PictureRow, RunResult } from "@disentangle/artifacts";
import * as Plot from "@observablehq/plot";
import { formatNumber, formatSeconds } from "../data/format.ts";
import { capitalised, words } from "../data/names.ts";
import { type Html, html } from "../html/html.ts";
import { encodePng, pngUri } from "../images/png.ts";
import { draw } from "../plots/draw.ts";
import { frames, type Frame } from "./frames.ts";
import { figure, section } from "./section.ts";
import { type Column, numeric, table } from "./table.ts";

/** What parts of the run had to learn before it began: their curves and figures, lesson by lesson. */
export function lessons(result: RunResult): Html | null {
  if (result.lessons.length === 0) return null;
  const parts = Map.groupBy(result.lessons, ({ part }) => part);
  return section(
    "lessons",
    "What had to be learned first",
    [...parts].map(([part, rows]) => lessonsOf(part, rows, result)),
  );
}

function lessonsOf(part: string, rows: readonly LessonRow[], result: RunResult): Html {
  const curves = namesOf(rows, ({ curves }) => curves).filter((name) => rows.some((row) => isDrawn(row.curves[name])));
  const columns: Column<LessonRow>[] = [
    { title: "Lesson", cell: ({ lesson }) => lesson },
    ...namesOf(rows, ({ figures }) => figures).map((name) =>
      numeric<LessonRow, number | null>(words(name), ({ figures }) => figures[name] ?? null, formatNumber),
    ),
    numeric(
      "Time",
      (row) => timeOf(row, result),
      (seconds) => (seconds === null ? "–" : formatSeconds(seconds)),
    ),
  ];
  return html`<h3>${capitalised(part)}</h3>
    ${
      curves.length > 0 &&
      figure(
        "Lesson curves",
        html`Losses and other numbers of ${part} while it was learned, against the epoch, one line per lesson (${rows.length}). Where a
        pointer rests on a line its lesson shows.`,
        curves.map((name) => curvePanel(name, rows)),
      )
    }
    ${namesOf(rows, ({ pictures }) => pictures).map((name) =>
      name === "walks" ? walkFigure(part, rows, result) : pictureFigure(name, part, rows),
    )}
    ${table(`Lessons of ${part}`, columns, rows)}`;
}

/** What a picture of that name shows, where it is known. */
const SHOWN: Readonly<Record<string, string>> = {
  reconstructions: "Test images (upper row) and what the decoder makes of their codes (lower row).",
  samples: "Images of random codes, normal between −2 and 2.",
  walks: "One number of the code goes from −2 to 2, the others are zero; a row for each number.",
};

function pictureFigure(name: string, part: string, rows: readonly LessonRow[]): Html {
  const pictures = rows.flatMap(({ lesson, pictures: { [name]: picture } }) => (picture === undefined ? [] : [{ lesson, picture }]));
  return figure(
    words(name),
    html`${SHOWN[name] ?? ""} ${part}, one picture per lesson (${pictures.length}).`,
    pictures.map(({ lesson, picture: { height, width, channels, pixels } }) => {
      const bytes = Buffer.from(pixels, "base64");
      const source = pngUri(
        Float32Array.from(bytes, (value) => value / 255),
        [height, width, channels],
      );
      return html`<div class="panel">
        <h4>${words(lesson)}</h4>
        <img src="${source}" alt="${words(name)} of ${part}, ${lesson}" width="${width}" height="${height}" />
      </div>`;
    }),
  );
}

/**
 * Walks along each number of a code, step by step: the columns of the picture, each with all its rows side by
 * side.
 */
function walkFigure(part: string, rows: readonly LessonRow[], result: RunResult): Html {
  const [height, width] = result.settings.dataset.image;
  const walks = rows.flatMap(({ lesson, pictures: { walks } }) =>
    walks === undefined || walks.width % width !== 0 || walks.height % height !== 0 ? [] : [{ lesson, picture: walks }],
  );
  if (walks.length < rows.length) return pictureFigure("walks", part, rows);
  return html`<figure data-figure="Walks">
    <div class="frame-grid wide">
      ${walks.map(({ lesson, picture }) => {
        const steps = picture.width / width;
        const values = Array.from({ length: steps }, (_, step) => (steps === 1 ? 0 : -2 + (4 * step) / (steps - 1)));
        return frames(
          "Value of the number",
          words(lesson),
          values.map((value, step): Frame => {
            const at = formatNumber(value);
            return {
              source: columnUri(picture, step, height, width),
              alternative: `${words(lesson)}, each number in turn ${at}`,
              caption: at,
            };
          }),
        );
      })}
    </div>
    <figcaption>
      <b>Walks.</b> One number of the code of ${part} goes from −2 to 2 while the others are zero; side by side for each number, one series
      per lesson (${walks.length}).
    </figcaption>
  </figure>`;
}

/** One step of a walk: a column of tiles, laid out as a row. */
function columnUri({ width, height, channels, pixels }: PictureRow, step: number, tileHeight: number, tileWidth: number): string {
  const bytes = Buffer.from(pixels, "base64");
  const count = height / tileHeight;
  const data = new Uint8Array(count * tileHeight * tileWidth * channels);
  for (let tile = 0; tile < count; tile++) {
    for (let y = 0; y < tileHeight; y++) {
      const from = ((tile * tileHeight + y) * width + step * tileWidth) * channels;
      data.set(bytes.subarray(from, from + tileWidth * channels), (y * count + tile) * tileWidth * channels);
    }
  }
  return encodePng(data, [tileHeight, count * tileWidth, channels]);
}

function curvePanel(name: string, rows: readonly LessonRow[]): Html {
  const lines = rows.flatMap(({ lesson, curves }) => {
    const values = curves[name];
    return isDrawn(values) ? [{ lesson, values, points: values.map((y, i) => ({ x: i + 1, y })) }] : [];
  });
  const epochs = Math.max(...lines.map(({ values }) => values.length));
  const plot = draw(`${words(name)} against the epoch, one line per lesson`, {
    x: { domain: [1, Math.max(2, epochs)], label: "Epoch →", labelArrow: "none", tickSize: 4, ticks: Math.min(6, epochs), tickFormat: "d" },
    y: { label: `↑ ${words(name)}`, labelArrow: "none", grid: true, tickSize: 0, nice: true },
    marks: lines.map(({ lesson, values, points }) =>
      Plot.line(points, {
        x: "x",
        y: "y",
        stroke: "currentColor",
        strokeOpacity: 0.65,
        strokeWidth: 1.4,
        title: () => `${lesson}: last ${formatNumber(values.at(-1) ?? null)}`,
      }),
    ),
  });
  return html`<div class="panel">
    <h4>${words(name)}</h4>
    ${plot}
  </div>`;
}

/** Every name that any row has, in the order of their first appearance. */
function namesOf(rows: readonly LessonRow[], pick: (row: LessonRow) => object): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(pick(row))))];
}

/** Whether a curve has two points to join. */
function isDrawn(values: readonly (number | null)[] | undefined): values is readonly (number | null)[] {
  return values !== undefined && values.filter((value) => value !== null).length > 1;
}

function timeOf({ part, lesson }: LessonRow, { timing }: RunResult): number | null {
  return timing.lessons.find((row) => row.part === part && row.lesson === lesson)?.seconds ?? null;
}
