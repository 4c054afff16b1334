/** A family, or one face of it, that is kept out by hand, and why. */
export interface Denial {
  /** Family as in the package name after the scope. */
  readonly family: string;
  /** `<weight>-<style>`; without it the whole family is out. */
  readonly face?: string;
  readonly reason: string;
}

/** Families whose latin letters are not letters, told by their name before anything is fetched. */
export const deniedNames: RegExp = /material-|emoji|symbols|math|icons|barcode|redacted|^flow-|yakuhan/;

/** What slipped through the automatic filters and was taken out after looking at the contact sheet. */
export const denials: readonly Denial[] = [
  { family: "bungee-shade", reason: "outlines with shadows, hard to read at 28 pixels" },
  { family: "doto", face: "100-normal", reason: "faint dots, nearly blank" },
  { family: "doto", face: "200-normal", reason: "faint dots, nearly blank" },
  { family: "doto", face: "300-normal", reason: "faint dots, nearly blank" },
  { family: "ewert", reason: "ornament hides the letters" },
  { family: "monoton", reason: "concentric outlines" },
  { family: "unifrakturcook", reason: "blackletter capitals that few can tell apart" },
  { family: "unifrakturmaguntia", reason: "blackletter capitals that few can tell apart" },
];
