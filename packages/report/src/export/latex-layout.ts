/** How a table stands on a page of LaTeX. */
export interface Layout {
  /** Command of the size of the letters. */
  readonly size: string;
  /** Half the air between columns, in points. */
  readonly air: number;
  /** Columns of the environment. */
  readonly columns: string;
  /** Whether cells wrap in columns of given widths. */
  readonly wraps: boolean;
  /** Whether the page is turned. */
  readonly turned: boolean;
  /** Whether it is longer than a page. */
  readonly long: boolean;
}

/** Sizes of letters with the mean width of one in points (Computer Modern, class `article` at 10 points). */
const SIZES = [
  { size: "\\normalsize", letter: 5.4, air: 6 },
  { size: "\\footnotesize", letter: 4.5, air: 3 },
  { size: "\\scriptsize", letter: 4, air: 2.5 },
] as const;
/** Width of the text and lines on a page of that class, upright and turned. */
const [UPRIGHT, TURNED] = [
  { width: 345, lines: 40, turned: false },
  { width: 550, lines: 22, turned: true },
] as const;

/**
 * The layout in which a table fits the page: in letters as large as may be, in columns as wide as their
 * contents, else in columns that wrap; turned where not even the longest words fit side by side.
 *
 * @param rows the cells, that of the heads first
 * @param numeric which columns are set to the right
 */
export function layout(rows: readonly (readonly string[])[], numeric: readonly boolean[]): Layout {
  const measured = numeric.map((_, column) => widths(rows.map((row) => row[column] as string)));
  const sum = (pick: (width: Widths) => number): number => measured.reduce((all, width) => all + pick(width), 0);
  const [longest, least] = [sum(({ cell }) => cell), sum(({ word }) => word)];
  const room = ({ width }: { width: number }, { letter, air }: { letter: number; air: number }): number =>
    (width - 2 * air * (numeric.length - 1)) / letter;
  const [normal, small, smallest] = SIZES;
  const whole = [normal, small].find((size) => longest <= room(UPRIGHT, size));
  if (whole !== undefined) {
    const columns = `@{}${numeric.map((right) => (right ? "r" : "l")).join("")}@{}`;
    return { ...whole, columns, wraps: false, turned: false, long: rows.length > UPRIGHT.lines };
  }
  const tried = [UPRIGHT, TURNED].flatMap((page) => [small, smallest].map((size) => ({ page, size })));
  const { page, size } = tried.find(({ page, size }) => least <= room(page, size)) ?? { page: TURNED, size: smallest };
  // As browsers do it: every column gets its longest word, and of what is left a share of what it lacks.
  const left = Math.max(0, room(page, size) - least) / Math.max(1, longest - least);
  const given = measured.map(({ word, cell }) => word + (cell - word) * Math.min(1, left));
  const all = given.reduce((total, width) => total + width, 0);
  const lines = rows.map((row) => Math.max(...row.map((cell, column) => Math.ceil(cell.length / (given[column] as number)))));
  return {
    ...size,
    columns: `@{}${numeric.map((right, i) => `>{\\ragged${right ? "left" : "right"}\\arraybackslash}${fixed((given[i] as number) / all, numeric.length)}`).join("")}@{}`,
    wraps: true,
    turned: page.turned,
    long: page.turned || lines.reduce((total, count) => total + count, 0) > page.lines,
  };
}

interface Widths {
  /** Letters of the longest cell. */
  readonly cell: number;
  /** Letters of the longest word, which does not break. */
  readonly word: number;
}

/** Letters of a column's longest cell and longest word; intervals are one word. */
function widths(cells: readonly string[]): Widths {
  const words = cells.flatMap((cell) => cell.replaceAll(/\[[^\]]*\]/g, (interval) => interval.replaceAll(" ", "~")).split(/[ -]/));
  return { cell: Math.max(...cells.map(({ length }) => length)), word: Math.max(1, ...words.map(({ length }) => length)) };
}

/** A column of that share of what the air between `count` columns leaves of the line. */
function fixed(share: number, count: number): string {
  return `p{\\dimexpr ${share.toFixed(4)}\\linewidth-${(2 * share * (count - 1)).toFixed(4)}\\tabcolsep\\relax}`;
}
