/** The style sheet of the page: no fonts, no images, nothing fetched. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #fcfbf8; --raised: #fff; --ink: #1d1f23; --soft: #5d616a; --line: #dedad1; --hair: #ece9e2; --link: #1c5d99;
  --good: #1f7a4d; --bad: #b3361f; --unsure: #8a6100; --good-tint: #e5f2ea; --bad-tint: #fae8e3; --unsure-tint: #f7eed6;
  --series-0: #26282d; --series-1: #8c4a00; --series-2: #193eb6; --series-3: #0093a9;
  --series-4: #b08d00; --series-5: #7d3fb0; --series-6: #c0508f; --series-7: #6b6f76;
  --serif: Charter, "Bitstream Charter", "Sitka Text", Cambria, Georgia, serif;
  --sans: system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #15171b; --raised: #1b1e23; --ink: #e8e5df; --soft: #a2a5ac; --line: #363a42; --hair: #272a31; --link: #8abdf0;
    --good: #6fd09d; --bad: #ff8f76; --unsure: #e8bf5c; --good-tint: #17302a; --bad-tint: #3a211e; --unsure-tint: #332b17;
    --series-0: #e3e0d9; --series-1: #db5624; --series-2: #72b3ff; --series-3: #0c87a6;
    --series-4: #faaa33; --series-5: #b48cf0; --series-6: #f090c4; --series-7: #969ba3;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0; background: var(--page); color: var(--ink); font: 400 17px/1.55 var(--serif); }
main, footer { max-width: 1120px; margin: 0 auto; padding: 0 clamp(16px, 4vw, 40px); }
header { padding-top: clamp(14px, 1.6vw, 24px); }
[hidden] { display: none !important; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; background: var(--raised); padding: 8px 12px; z-index: 5; }
.contents { position: sticky; top: 0; z-index: 3; background: color-mix(in srgb, var(--page) 94%, transparent); border-bottom: 1px solid var(--line);
  font: 400 14px/1.4 var(--sans); display: flex; flex-wrap: wrap; gap: 4px 22px; padding: 8px clamp(16px, 4vw, 40px); }
.contents ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 2px 18px; }
.contents details { margin: 0; }
.contents summary { line-height: 1.4; }
.contents details[open] { flex-basis: 100%; }
.contents details ul { padding: 6px 0 4px; }
section, .claim, .model-examples { scroll-margin-top: 60px; }
.kicker { font: 600 13px/1 var(--sans); letter-spacing: 0.09em; text-transform: uppercase; color: var(--soft); margin: 0 0 14px; }
h1 { font-weight: 600; font-size: clamp(24px, 2.3vw, 30px); line-height: 1.15; letter-spacing: -0.012em; margin: 0 0 6px; text-wrap: balance; }
h2 { font-weight: 600; font-size: clamp(21px, 2.6vw, 27px); line-height: 1.25; margin: 0 0 18px; letter-spacing: -0.006em; }
h3 { font-weight: 600; font-size: 19px; line-height: 1.35; margin: 0 0 8px; text-wrap: pretty; }
h4, .panel-title { font: 600 14px/1.3 var(--sans); margin: 0 0 6px; text-wrap: balance; }
.small-title { font: 600 12px/1.3 var(--sans); margin: 0 0 2px; }
.small-title span { display: block; font-weight: 400; color: var(--soft); }
p { margin: 0 0 12px; max-width: 72ch; }
a { color: var(--link); }
code, pre { font-family: var(--mono); font-size: 0.84em; overflow-wrap: anywhere; }
.setting { font: 400 14px/1.5 var(--sans); color: var(--soft); margin-bottom: 14px; max-width: none; }
.number { font: 600 13px/1.3 var(--sans); letter-spacing: 0.03em; color: var(--soft); }
.part { font: 600 15px/1.3 var(--sans); letter-spacing: 0.05em; text-transform: uppercase; color: var(--page); background: var(--ink); padding: 9px 14px;
  border-radius: 6px; margin: 56px 0 -14px; max-width: none; }
.overview + .kicker, .banner + .kicker { margin-top: 22px; }
.part + section { border-top: 0; padding-top: 14px; }
section { border-top: 1px solid var(--line); margin-top: 44px; padding-top: 30px; }
.banner { background: var(--unsure-tint); border-left: 4px solid var(--unsure); padding: 10px 16px; border-radius: 0 6px 6px 0; max-width: none; margin-bottom: 20px; }

.overview { list-style: none; margin: 0; padding: 0; display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(min(440px, 100%), 1fr)); }
.card { padding: 12px 16px 10px; border: 1px solid var(--line); border-radius: 8px; background: var(--raised); min-width: 0; }
.card-head { display: flex; align-items: center; gap: 10px; margin: 0 0 6px; }
.card-body { display: grid; grid-template-columns: minmax(0, 1fr) 250px; gap: 4px 16px; }
.card-body > :only-child { grid-column: 1 / -1; }
.card-figure { max-width: 320px; }
.card .panel-title { font-size: 12px; margin-bottom: 2px; }
.statement { font-size: 15px; line-height: 1.3; margin: 0 0 6px; text-wrap: pretty; }
.statement a { color: inherit; text-decoration-color: var(--line); }
.in-short { font-size: 14.5px; line-height: 1.4; margin: 0; }
.would-change { font: 400 13px/1.45 var(--sans); color: var(--soft); margin: 8px 0 10px; }
.card .would-change { font-size: 12px; line-height: 1.4; margin: 6px 0 0; max-width: none; }
.finding-note { border-left: 4px solid var(--series-2); padding: 2px 0 2px 18px; margin: 0 0 26px; }
.finding-note p { max-width: 80ch; }
.symbols { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(320px, 100%), 1fr)); gap: 6px 28px; font: 400 14px/1.45 var(--sans); margin: 0; }
.symbols div { display: grid; grid-template-columns: 5.4em minmax(0, 1fr); gap: 8px; break-inside: avoid; }
.symbols dfn { font-style: normal; font-weight: 600; }
.symbols dd { margin: 0; color: var(--soft); }
.frame-grid { display: grid; gap: 22px 28px; grid-template-columns: repeat(auto-fill, minmax(min(230px, 100%), 1fr)); margin-bottom: 18px; }
.frame-grid.wide { grid-template-columns: repeat(auto-fill, minmax(min(480px, 100%), 1fr)); }
.frames { min-width: 0; }
.strip { overflow-x: auto; }
.strip ol { list-style: none; display: flex; gap: 8px; margin: 0; padding: 0 0 6px; }
.strip li { flex: 0 0 84px; font: 400 12px/1.35 var(--sans); text-align: center; }
.wide .strip li { flex-basis: 300px; }
.strip img { display: block; width: 100%; image-rendering: pixelated; border-radius: 3px; outline: 1px solid var(--hair); margin-bottom: 4px; }
.stage .strip li { flex-basis: 100%; font-size: 14px; }
.stage .strip img { max-width: 200px; margin-inline: auto; }
.wide .stage .strip img { max-width: none; }
.stage .caption { display: block; min-height: 2.7em; }
.frames input { width: 100%; accent-color: var(--link); }
.caption .wrong { color: var(--bad); font-weight: 600; }
.model-examples { margin: 14px 0 24px; }
.chosen { outline: 3px solid var(--link); outline-offset: 6px; border-radius: 4px; }
.filter { font: 400 14px/1.4 var(--sans); display: flex; flex-wrap: wrap; gap: 8px 20px; align-items: center; max-width: none; }
.filter select { font: inherit; color: var(--ink); background: var(--raised); border: 1px solid var(--soft); border-radius: 4px; padding: 3px 6px; }
.sort { font: inherit; color: inherit; background: none; border: 0; padding: 0; text-align: inherit; cursor: pointer; }
.sort::after { content: " ↕"; opacity: 0.6; }
[aria-sort="ascending"] .sort::after { content: " ↑"; opacity: 1; }
[aria-sort="descending"] .sort::after { content: " ↓"; opacity: 1; }
.hint { position: fixed; z-index: 10; max-width: 320px; background: var(--ink); color: var(--page); font: 400 13px/1.35 var(--sans); padding: 6px 9px; border-radius: 5px; pointer-events: none; }
[data-model] { cursor: pointer; }
a:focus-visible, button:focus-visible, summary:focus-visible, select:focus-visible, input:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.badge { display: inline-block; font: 600 13px/1 var(--sans); padding: 5px 10px 5px 8px; border-radius: 99px; white-space: nowrap;
  color: var(--soft); background: var(--hair); }
.badge.supported { color: var(--good); background: var(--good-tint); }
.badge.refuted { color: var(--bad); background: var(--bad-tint); }
.badge.inconclusive { color: var(--unsure); background: var(--unsure-tint); }
.claim { margin-bottom: 34px; scroll-margin-top: 16px; }
.claim:last-child { margin-bottom: 0; }
.stack table { width: 100%; }
.stack th, .stack td:first-child { white-space: nowrap; }
.claim h3 .number { display: block; margin-bottom: 2px; }
.verdict .badge { margin-right: 6px; }
.remark { display: block; color: var(--soft); }
.finding { white-space: nowrap; font-weight: 600; color: var(--soft); }
.finding.met { color: var(--good); }
.finding.failed { color: var(--bad); }

/* A shade at an edge beyond which there is more; its cover scrolls with the table and hides it at the end. */
.scroll {
  overflow-x: auto; margin: 4px 0 14px;
  background: linear-gradient(to right, var(--page) 40%, transparent) left / 36px 100% no-repeat local,
    linear-gradient(to left, var(--page) 40%, transparent) right / 36px 100% no-repeat local,
    linear-gradient(to right, color-mix(in srgb, var(--ink) 28%, transparent), transparent) left / 14px 100% no-repeat scroll,
    linear-gradient(to left, color-mix(in srgb, var(--ink) 28%, transparent), transparent) right / 14px 100% no-repeat scroll;
}
.scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; min-width: min(100%, 640px); font: 400 14px/1.4 var(--sans); }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th { text-align: left; font-weight: 600; color: var(--soft); border-bottom: 1.5px solid var(--line); vertical-align: bottom; }
th, td { padding: 7px 18px 7px 0; }
td { border-bottom: 1px solid var(--hair); vertical-align: top; }
th:last-child, td:last-child { padding-right: 0; }
.numeric { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th.numeric { white-space: normal; }
.interval { color: var(--soft); }

figure { margin: 0 0 34px; break-inside: avoid-page; }
figcaption { font-size: 16px; line-height: 1.5; color: var(--soft); max-width: 86ch; margin-top: 12px; text-wrap: pretty; }
figcaption b { color: var(--ink); }
.panels { display: grid; gap: 26px 32px; grid-template-columns: repeat(3, minmax(0, 1fr)); align-items: end; }
.panels[data-figure="Figure 3"], .panels[data-figure="Sweep over radii"] { align-items: start; }
.card .legend { gap: 0 12px; margin: 0; font-size: 11px; }
.card .legend li { gap: 4px; }
.panels figcaption { grid-column: 1 / -1; margin-top: -8px; align-self: start; }
.panels.beside-two figcaption { grid-column: 3; margin-top: 22px; }
.panels.beside-one figcaption { grid-column: 2 / -1; margin-top: 22px; }
.panel { max-width: 500px; min-width: 0; }
svg.plot { display: block; width: 100%; height: auto; font-family: var(--sans); overflow: visible; }
svg.plot text { white-space: pre; font-variant-numeric: tabular-nums; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 6px 22px; margin: 0 0 18px; padding: 0; font: 400 14px/1.3 var(--sans); }
.legend li { display: flex; align-items: center; gap: 8px; }
.legend svg.plot { width: 30px; height: 12px; }
.multiples { display: grid; gap: 16px 22px; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); }

.examples { display: grid; gap: 22px 44px; grid-template-columns: repeat(auto-fill, minmax(min(calc(72px * var(--tiles)), 100%), 1fr)); }
.example { display: grid; grid-template-columns: repeat(var(--tiles), minmax(0, 1fr)); gap: 8px; }
.tile { text-align: center; font: 400 12.5px/1.35 var(--sans); min-width: 0; overflow-wrap: anywhere; }
.tile img { display: block; width: 100%; height: auto; image-rendering: pixelated; border-radius: 3px; outline: 1px solid var(--hair); margin-bottom: 5px; }
.tile .what { display: block; color: var(--soft); }
.tile .wrong { color: var(--bad); font-weight: 600; }
.tile.relabelled img { outline: 2px dashed var(--bad); }
.tile .changed { display: block; color: var(--bad); }

.command { background: var(--hair); padding: 14px 16px; border-radius: 6px; white-space: pre-wrap; margin: 0 0 20px; line-height: 1.5; }
.settings { display: grid; grid-template-columns: minmax(120px, max-content) minmax(0, 1fr); gap: 6px 28px; font: 400 15px/1.5 var(--sans); margin: 0; overflow-wrap: anywhere; }
.settings dt { color: var(--soft); }
.settings dd { margin: 0; }
.settings ul { margin: 0; padding: 0; list-style: none; }
.warnings li { margin-bottom: 6px; overflow-wrap: anywhere; }
details { margin-bottom: 12px; }
summary { cursor: pointer; font: 600 14px/1.6 var(--sans); color: var(--link); }
.absent { color: var(--soft); font-size: 16px; }
footer { margin-top: 48px; padding-bottom: 40px; color: var(--soft); font: 400 14px/1.5 var(--sans); }
footer p { border-top: 1px solid var(--line); padding-top: 18px; max-width: none; }

@media (max-width: 980px) {
  .panels { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .panels figcaption, .panels.beside-two figcaption { grid-column: 1 / -1; margin-top: -8px; }
  .panels.beside-one figcaption { grid-column: 2; }
}
@media (max-width: 640px) {
  .contents { position: static; }
  .card-body { grid-template-columns: minmax(0, 1fr); }
  .panels { grid-template-columns: minmax(0, 1fr); }
  .panels figcaption, .panels.beside-one figcaption { grid-column: 1; margin-top: -8px; }
  .stack thead { display: none; }
  .stack table, .stack tbody { display: block; width: 100%; }
  .stack tr { display: grid; grid-template-columns: 4.3em auto minmax(0, 1fr) auto; gap: 3px 10px; border-bottom: 1px solid var(--line); padding: 10px 0;
    grid-template-areas: "part quantity quantity met" ". estimate interval count" ". condition condition condition"; }
  .stack td, .stack td:first-child { border: 0; padding: 0; text-align: left; white-space: normal; overflow-wrap: anywhere; }
  .stack td:nth-child(1) { grid-area: part; color: var(--soft); }
  .stack td:nth-child(2) { grid-area: quantity; }
  .stack td:nth-child(3) { grid-area: estimate; font-weight: 600; }
  .stack td:nth-child(4) { grid-area: interval; }
  .stack td:nth-child(5) { grid-area: count; color: var(--soft); }
  .stack td:nth-child(5)::before { content: "n = "; }
  .stack td:nth-child(6) { grid-area: condition; color: var(--soft); }
  .stack td:nth-child(7) { grid-area: met; }
  .runs thead { display: none; }
  .runs table, .runs tbody { display: block; width: 100%; min-width: 0; }
  .runs tr { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 6px 12px; border-bottom: 1px solid var(--line); padding: 10px 0; }
  .runs td { border: 0; padding: 0; overflow-wrap: anywhere; }
  .runs td[data-label^="Claim"]::before { content: attr(data-label); display: block; color: var(--soft); }
  .example { grid-template-columns: repeat(auto-fill, minmax(60px, 1fr)); }
  .tile .what { font-size: 11px; }
  .settings { grid-template-columns: 1fr; gap: 0; }
  .settings dd { margin-bottom: 10px; }
}
@media print {
  .contents, .skip, .filter, .hint, .frames input { display: none; }
  .overview { grid-template-columns: 1fr 1fr; }
  .card { break-inside: avoid; }
  .multiples { grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 10pt 12pt; }
  .multiple { break-inside: avoid; min-width: 0; padding-right: 6pt; }
  svg.plot { overflow: visible; max-width: 100%; }
  .strip { overflow: visible; }
  .strip ol { flex-wrap: wrap; }
  .strip li, .stage .strip li { flex-basis: 44pt; font-size: 6.5pt; }
  .strip li[hidden] { display: block !important; }
  .wide .strip li, .wide .stage .strip li { flex-basis: 46%; }
  .sort::after { content: ""; }
  :root { color-scheme: light; }
  body { font-size: 10.5pt; background: none; }
  main, header { max-width: none; padding: 0; }
  section { margin-top: 22pt; padding-top: 14pt; }
  h2, h3, h4 { break-after: avoid; }
  .panels { grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 12pt; }
  .panels.beside-two figcaption { grid-column: 3; }
  .panels.beside-one figcaption { grid-column: 2 / -1; }
  .scroll, .stack { overflow: visible; background: none; }
  .claim, .panel, .example, tr { break-inside: avoid; }
  .examples { grid-template-columns: 1fr 1fr; gap: 10pt 18pt; }
  .tile { font-size: 7pt; }
  table { font-size: 8.5pt; }
  h4, .panel-title { font-size: 8.5pt; }
  figcaption { font-size: 9pt; line-height: 1.4; }
  th, td { padding-right: 8pt; }
  a { color: inherit; text-decoration: none; }
}
`;
