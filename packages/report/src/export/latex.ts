import { layout } from "./latex-layout.ts";

/** What LaTeX has for characters of the page that its fonts may lack. */
const MATHS: readonly (readonly [character: string, latex: string])[] = [
  ["‖", String.raw`\|`],
  ["δ", String.raw`\delta`],
  ["ε", String.raw`\varepsilon`],
  ["η", String.raw`\eta`],
  ["ζ", String.raw`\zeta`],
  ["π", String.raw`\pi`],
  ["x̃", String.raw`\tilde{x}`],
  ["∞", String.raw`\infty`],
  ["₂", "_2"],
  ["²", "^2"],
  ["−", "-"],
  ["≥", String.raw`\geq`],
  ["≤", String.raw`\leq`],
  ["±", String.raw`\pm`],
  ["×", String.raw`\times`],
  ["√", String.raw`\surd`],
  ["✓", String.raw`\checkmark`],
  ["✗", String.raw`\times`],
];

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": String.raw`\textbackslash{}`,
  "&": String.raw`\&`,
  "%": String.raw`\%`,
  $: String.raw`\$`,
  "#": String.raw`\#`,
  _: String.raw`\_`,
  "{": String.raw`\{`,
  "}": String.raw`\}`,
  "~": String.raw`\textasciitilde{}`,
  "^": String.raw`\textasciicircum{}`,
  "–": "--",
  "…": String.raw`\ldots{}`,
  "|": String.raw`\textbar{}`,
  "<": String.raw`\textless{}`,
  ">": String.raw`\textgreater{}`,
};

/** Text of the page as LaTeX: nothing in it is taken for a command. */
export function latexText(text: string): string {
  let escaped = text.replaceAll(/[\\&%$#_{}~^–…|<>]/g, (character) => ESCAPES[character] as string);
  for (const [character, latex] of MATHS) escaped = escaped.replaceAll(character, `$${latex}$`);
  // Neighbouring formulas are one: $\|$$\delta$$\|$$_2$ would set the subscript of nothing.
  return escaped.replaceAll("$$", " ");
}

/**
 * A table in LaTeX (booktabs) that fits a page of the class `article`: numbers to the right, cells that wrap
 * where they must, and over several pages where it is long.
 *
 * @param numeric which columns hold numbers
 */
export function latexTable(
  caption: string,
  heads: readonly string[],
  numeric: readonly boolean[],
  rows: readonly (readonly string[])[],
): string {
  const { size, air, columns, wraps, turned, long } = layout([heads, ...rows], numeric);
  const line = (cells: readonly string[]): string => `    ${cells.map(cellText).join(" & ")} \\\\`;
  const packages = ["booktabs", "amssymb", ...(wraps ? ["array"] : []), ...(long ? ["longtable"] : []), ...(turned ? ["pdflscape"] : [])];
  const title = `  \\caption{${latexText(caption)}}`;
  const head = ["    \\toprule", line(heads), "    \\midrule"];
  const body = [...rows.map(line), "    \\bottomrule"];
  const set = [`  ${size}`, `  \\setlength{\\tabcolsep}{${air}pt}`];
  const content = long
    ? [
        `\\begin{${turned ? "landscape" : "center"}}`,
        ...set,
        `  \\begin{longtable}{${columns}}`,
        `  ${title} \\\\`,
        ...head,
        "    \\endfirsthead",
        ...head,
        "    \\endhead",
        ...body,
        "  \\end{longtable}",
        `\\end{${turned ? "landscape" : "center"}}`,
      ]
    : [
        "\\begin{table}",
        "  \\centering",
        title,
        "  \\smallskip",
        ...set,
        `  \\begin{tabular}{${columns}}`,
        ...head,
        ...body,
        "  \\end{tabular}",
        "\\end{table}",
      ];
  return [`% \\usepackage{${packages.join(",")}}`, ...content, ""].join("\n");
}

/** A cell: its interval does not break. */
function cellText(cell: string): string {
  return latexText(cell).replaceAll(/\[[^\]]*\]/g, (interval) => `{${interval.replaceAll(" ", "~")}}`);
}
