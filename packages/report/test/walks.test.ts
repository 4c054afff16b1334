import { decode } from "fast-png";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { renderReport } from "../src/index.ts";
import { sampleResult } from "./sample-result.ts";

const LEARNED = sampleResult({ kind: "learned" });
const [SIZE, NUMBERS, STEPS] = [LEARNED.settings.dataset.image[0], 2, 3];

/** A picture of walks whose tile of number n at step s is 10 · n + s all over. */
function walks(): Buffer {
  const pixels = Buffer.alloc(NUMBERS * SIZE * STEPS * SIZE);
  for (let y = 0; y < NUMBERS * SIZE; y++) {
    for (let x = 0; x < STEPS * SIZE; x++) pixels[y * STEPS * SIZE + x] = 10 * Math.floor(y / SIZE) + Math.floor(x / SIZE);
  }
  return pixels;
}

test("a walk becomes a picture for each step, with every number of the code side by side", () => {
  const dataset = { ...LEARNED.settings.dataset, image: [SIZE, SIZE, 1] as const };
  const picture = { height: NUMBERS * SIZE, width: STEPS * SIZE, channels: 1 as const, pixels: walks().toString("base64") };
  const lessons = LEARNED.lessons.map((lesson) => ({ ...lesson, pictures: { walks: picture } }));
  const { lessons: kept, settings, ...rest } = LEARNED;
  const { html } = renderReport({
    ...rest,
    settings: { ...settings, dataset: { ...dataset, image: [...dataset.image] } },
    lessons,
    examples: [],
    ladders: [],
    paths: [],
  });
  const { document } = parseHTML(html);
  const series = [...document.querySelectorAll('[data-figure="Walks"] .frames')];
  expect(series).toHaveLength(kept.length);
  const frames = [...(series[0]?.querySelectorAll("li") ?? [])];
  expect(frames.map((frame) => frame.querySelector(".caption")?.textContent)).toEqual(["−2.000", "0.000", "2.000"]);
  for (const [step, frame] of frames.entries()) {
    const source = frame.querySelector("img")?.getAttribute("src") ?? "";
    const { width, height, data } = decode(Buffer.from(source.slice(source.indexOf(",") + 1), "base64"));
    expect([width, height]).toEqual([NUMBERS * SIZE, SIZE]);
    expect([data[0], data[SIZE], data[data.length - 1]]).toEqual([step, 10 + step, 10 + step]);
  }
});

test("the path of an attack says whether it fooled the network", () => {
  const result = sampleResult();
  const titlesOf = (html: string): string[] =>
    [...parseHTML(html).document.querySelectorAll('[data-figure="Path of an attack"] h4')].map(({ textContent }) =>
      textContent.replaceAll(/\s+/g, " "),
    );
  const [first, ...others] = titlesOf(renderReport(result).html);
  expect(first).toMatch(/, radius 0\.3, fooled at the end$/);
  const paths = result.paths.map((path) => ({ ...path, steps: path.steps.map((step) => ({ ...step, predicted: path.label })) }));
  const right = titlesOf(renderReport({ ...result, paths }).html);
  expect(right).toHaveLength(1 + others.length);
  for (const title of right) expect(title).toMatch(/, right to the end$/);
});
