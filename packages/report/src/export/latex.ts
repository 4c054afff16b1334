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
 * A table in LaTeX (booktabs): numbers to the right.
 *
 * @param numeric which columns hold numbers
 */
export function latexTable(
  caption: string,
  heads: readonly string[],
  numeric: readonly boolean[],
  rows: readonly (readonly string[])[],
): string {
  const line = (cells: readonly string[]): string => `    ${cells.map(latexText).join(" & ")} \\\\`;
  return [
    "% \\usepackage{booktabs,amssymb}",
    "\\begin{table}",
    "  \\centering",
    `  \\caption{${latexText(caption)}}`,
    `  \\begin{tabular}{${numeric.map((right) => (right ? "r" : "l")).join("")}}`,
    "    \\toprule",
    line(heads),
    "    \\midrule",
    ...rows.map(line),
    "    \\bottomrule",
    "  \\end{tabular}",
    "\\end{table}",
    "",
  ].join("\n");
}
