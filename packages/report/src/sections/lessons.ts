import type { LessonRow, RunResult } from "@disentangle/artifacts";
import * as Plot from "@observablehq/plot";
import { formatNumber, formatSeconds } from "../data/format.ts";
import { capitalised, words } from "../data/names.ts";
import { type Html, html } from "../html/html.ts";
import { pngUri } from "../images/png.ts";
import { draw } from "../plots/draw.ts";
import { figure, section } from "./section.ts";
import { type Column, table } from "./table.ts";

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
    ...namesOf(rows, ({ figures }) => figures).map((name): Column<LessonRow> => ({
      title: words(name),
      numeric: true,
      cell: ({ figures }) => formatNumber(figures[name] ?? null),
    })),
    { title: "Time", numeric: true, cell: (row) => timeOf(row, result) },
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
    ${namesOf(rows, ({ pictures }) => pictures).map((name) => pictureFigure(name, part, rows))}
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

function timeOf({ part, lesson }: LessonRow, { timing }: RunResult): string {
  const time = timing.lessons.find((row) => row.part === part && row.lesson === lesson);
  return time === undefined ? "–" : formatSeconds(time.seconds);
}
