import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const require = createRequire(import.meta.url);

/** Pixels of the picture per unit of the drawing: enough for print at its size. */
const SCALE = 3;

let ready: Promise<Uint8Array> | undefined;

/** The font that all pictures are drawn with, whatever the machine has; and the renderer, made once. */
async function prepare(): Promise<Uint8Array> {
  await initWasm(await readFile(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return readFile(require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"));
}

/**
 * An SVG file of the report as a PNG, three times as large; the same bytes on every machine.
 *
 * @param svg as `renderFiles` makes it
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const font = await (ready ??= prepare());
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: SCALE },
    font: { fontBuffers: [font], defaultFontFamily: "DejaVu Sans", loadSystemFonts: false },
  });
  try {
    return image.render().asPng();
  } finally {
    image.free();
  }
}
