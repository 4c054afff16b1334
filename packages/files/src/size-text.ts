const UNITS = ["bytes", "kB", "MB", "GB", "TB"] as const;

/** A size for people, in decimal units: 29515 is "30 kB", 561753746 "562 MB". */
export function sizeText(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 9.95 && unit > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}
