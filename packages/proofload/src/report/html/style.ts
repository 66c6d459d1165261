/**
 * The page's style sheet. Colours are told apart by colour-blind readers (blue against vermilion, after Okabe and Ito),
 * and every one of them is accompanied by a mark, a word or a dash pattern.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fbfbf9, #14171a);
  --surface: light-dark(#ffffff, #1b1f23);
  --ink: light-dark(#1d2125, #e6e9ec);
  --muted: light-dark(#5a636c, #9ca6af);
  --rule: light-dark(#e3e5e1, #2d3339);
  --faint: light-dark(#f2f3f0, #22272c);
  --passed: light-dark(#0b6a86, #62c4e6);
  --failed: light-dark(#b53a05, #ff9063);
  --inconclusive: light-dark(#7d5b00, #e5bb52);
  --invalid: light-dark(#76409a, #cf9ded);
  --warning: var(--inconclusive);
  --p50: light-dark(#0072b2, #56b4e9);
  --p95: light-dark(#a86200, #f0b23c);
  --p99: light-dark(#b5179e, #f08ad8);
  --focus: light-dark(#0060df, #8ab8ff);
  --figures: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  --code: ui-monospace, "SF Mono", SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.55 var(--figures); font-variant-numeric: tabular-nums; }
main, header, footer { max-width: 70rem; margin: 0 auto; padding: 0 1.5rem; }
a { color: inherit; text-decoration-color: var(--muted); text-underline-offset: .2em; }
a:hover { text-decoration-color: currentColor; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 3px; border-radius: 3px; }
.hidden, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; top: .5rem; left: 1.5rem; background: var(--surface); padding: .4rem .8rem; z-index: 2; }
:root:not([data-scripted]) .scripted { display: none; }
.muted { color: var(--muted); }
.nowrap { white-space: nowrap; }

header { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem 1.25rem; padding-block: 1.5rem 0; font-size: .875rem; color: var(--muted); }
header .brand { font-weight: 600; color: var(--ink); letter-spacing: .01em; }
header nav { width: 100%; }
header nav ul { display: flex; flex-wrap: wrap; gap: 0 1.1rem; margin: 0; padding: 0; list-style: none; }
header nav a { display: inline-block; padding: .3rem 0; text-decoration: none; }
header nav a:hover { text-decoration: underline; }
header .theme { margin-left: auto; }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--rule); border-radius: 999px; padding: .25rem .85rem; cursor: pointer; }
button:hover { border-color: var(--muted); }

.verdict { display: flex; gap: 1.75rem; align-items: flex-start; margin: 1.75rem 0 3.5rem; padding: 2rem 2.25rem; background: var(--surface); border: 1px solid var(--rule); border-left: 6px solid var(--tone); border-radius: 10px; }
.verdict.passed { --tone: var(--passed); }
.verdict.failed { --tone: var(--failed); }
.verdict.inconclusive { --tone: var(--inconclusive); }
.verdict.invalid { --tone: var(--invalid); }
.verdict > div { min-width: 0; flex: 1; }
.badge { flex: none; width: 4.5rem; height: 4.5rem; margin: .2rem 0 0; border-radius: 50%; display: grid; place-items: center; font-size: 2.25rem; line-height: 1; font-weight: 600; color: var(--surface); background: var(--tone); }
.verdict .name { margin: 0; font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
.verdict .name span { color: var(--muted); font-weight: 400; margin-left: .4em; }
h1 { margin: .1rem 0 .5rem; font-size: clamp(1.9rem, 1.3rem + 2.6vw, 2.9rem); line-height: 1.1; letter-spacing: .01em; font-weight: 700; color: var(--tone); }
h1 small { font-size: .5em; font-weight: 400; color: var(--ink); letter-spacing: 0; margin-left: .35em; white-space: nowrap; }
.chips { display: flex; flex-wrap: wrap; gap: 0 1.25rem; margin: 0; padding: 0; list-style: none; color: var(--muted); }
.chips li { overflow-wrap: anywhere; }
.reasons { margin: 1.25rem 0 0; padding: 1.1rem 0 0; border-top: 1px solid var(--rule); list-style: none; }
.reasons li { overflow-wrap: anywhere; }
.reasons li + li { margin-top: .3rem; }

section { margin: 0 0 3.75rem; }
h2 { margin: 0 0 .9rem; font-size: 1.3rem; font-weight: 600; line-height: 1.3; letter-spacing: -.005em; overflow-wrap: anywhere; }
h3 { margin: 2rem 0 .5rem; font-size: 1rem; font-weight: 600; }
.lead { margin: -.4rem 0 1rem; color: var(--muted); max-width: 60rem; }
.rest { color: var(--muted); font-size: .9rem; }
.mark { display: inline-block; width: 1.15em; text-align: center; font-weight: 700; }
.mark.passed { color: var(--passed); } .mark.failed { color: var(--failed); }
.mark.inconclusive, .mark.warning { color: var(--inconclusive); } .mark.invalid { color: var(--invalid); }
.tag { display: inline-block; margin-left: .5em; padding: 0 .5em; border: 1px solid var(--rule); border-radius: 4px; font-size: .75rem; font-weight: 400; color: var(--muted); white-space: nowrap; vertical-align: .08em; }
.detail { margin: .15rem 0 0; font-weight: 400; font-size: .875rem; color: var(--muted); }
.next { color: var(--muted); }

.scroll { position: relative; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: baseline; padding: .5rem .75rem; border-bottom: 1px solid var(--rule); font-weight: 400; }
th:first-child, td:first-child { padding-left: .25rem; }
thead th { color: var(--muted); font-size: .8125rem; white-space: nowrap; vertical-align: bottom; border-bottom-color: var(--muted); }
.number, .numbers td { text-align: right; white-space: nowrap; }
.operation { overflow-wrap: anywhere; min-width: 11rem; font-weight: 500; }
tr.failed .actual, .failing { color: var(--failed); font-weight: 600; }
tr.warning .actual, tr.inconclusive .actual { color: var(--inconclusive); font-weight: 600; }
.comparison .operation { width: 36%; }
.comparison :is(th, td) { padding-inline: .5rem; }
.small { font-size: .875rem; }
.small th, .small td { padding-block: .3rem; }
.seen { min-width: 14rem; }
.seen p { margin: 0; }
code { font: .8125rem/1.45 var(--code); overflow-wrap: anywhere; }

.miniature { display: block; width: 120px; height: 18px; }
td:has(> .miniature) { vertical-align: top; padding-block: .72rem 0; }
.miniature .allowed { fill: var(--faint); } .miniature .bound { stroke: var(--muted); stroke-width: 1.25; }
.miniature .span { stroke: currentColor; stroke-width: 1.5; } .miniature .point { fill: currentColor; }
.miniature.shape { fill: var(--p50); opacity: .75; }
tr .gauge, tr .change { color: var(--ink); } tr.failed :is(.gauge, .change) { color: var(--failed); }
tr:is(.warning, .inconclusive) :is(.gauge, .change) { color: var(--inconclusive); }

.filter { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .75rem; margin: 0 0 1rem; font-size: .875rem; color: var(--muted); }
.filter input { font: inherit; color: var(--ink); background: var(--surface); border: 1px solid var(--rule); border-radius: 6px; padding: .35rem .6rem; width: min(22rem, 100%); }
.operations thead button { border: 0; border-radius: 3px; padding: .1rem 0; color: inherit; }
.operations thead button:hover { color: var(--ink); }
.operations thead button::after { content: " \\2195"; opacity: .4; }
.operations [aria-sort="ascending"] button::after { content: " \\2191"; opacity: 1; }
.operations [aria-sort="descending"] button::after { content: " \\2193"; opacity: 1; }
.operations [aria-sort]:not([aria-sort="none"]) { color: var(--ink); font-weight: 600; }
.operations td { text-align: right; white-space: nowrap; }
.operations thead th { vertical-align: baseline; }
.operations :is(th, td) { padding-inline: .55rem; }
.operations .operation { width: 34%; }
.operations .operation .mark { margin-right: .3em; }
.operations tbody a { text-decoration-color: var(--rule); }
.operations tbody a:hover { text-decoration-color: currentColor; }
.operations tbody tr:hover { background: var(--faint); }
.operations tfoot th, .operations tfoot td { border-bottom: 0; font-weight: 600; }
.operations tr[hidden] { display: none; }
.operations :is(th, td):first-child { padding-left: .25rem; }
.operations :is(tbody, tfoot) tr:not(:has(.mark)) .operation { padding-left: calc(.25rem + 1.45em); }

details { border-bottom: 1px solid var(--rule); }
details.data { margin-top: 1rem; border: 0; }
summary { cursor: pointer; padding: .5rem .25rem; overflow-wrap: anywhere; }
details.data > summary { color: var(--muted); font-size: .875rem; }
summary .mark { margin-right: .3em; }
.operation-detail > :not(summary) { margin: 0 0 1.25rem 1.5rem; }
.data .scroll { max-height: 26rem; overflow: auto; }
.data thead th { position: sticky; top: 0; background: var(--paper); }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 1rem 2rem; margin: 0; }
.facts dt { color: var(--muted); font-size: .8125rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.causes, .notes { margin: 1.25rem 0 0; padding: 0; list-style: none; max-width: 52rem; }
.notes { margin-top: 0; }
.causes li, .notes li { margin-bottom: .7rem; overflow-wrap: anywhere; }
.causes li { padding-left: 1rem; border-left: 3px solid var(--rule); }

figure { margin: 0 0 2.5rem; }
figcaption h3 { margin: 0; }
.summary { margin: .1rem 0 .6rem; color: var(--muted); font-size: .9rem; max-width: 60rem; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; margin: 0 0 .4rem; padding: 0; list-style: none; font-size: .875rem; color: var(--muted); }
.sign { width: 28px; height: 10px; margin-right: .5em; vertical-align: .02em; }
.plot { touch-action: pan-y; }
.plot svg { display: block; width: 100%; height: auto; overflow: visible; }
.plot .narrow { display: none; max-width: 30rem; }
.grid { stroke: var(--rule); fill: none; } .axis, .notch { stroke: var(--muted); fill: none; }
.plot text { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.tick { fill: var(--muted); font-size: 12.5px; } .name { font-size: 12.5px; font-weight: 600; }
.end { text-anchor: end; } .middle { text-anchor: middle; }
.line { fill: none; stroke-width: 1.75; stroke-linejoin: round; stroke-linecap: round; }
.line.rate { stroke: var(--p50); } :is(.name, .dot).rate { fill: var(--p50); }
.line.failures { stroke: var(--failed); stroke-dasharray: 5 3; stroke-linecap: butt; } :is(.name, .dot).failures { fill: var(--failed); }
.area.failures { fill: var(--failed); opacity: .16; }
.line.p50 { stroke: var(--p50); } :is(.name, .dot).p50 { fill: var(--p50); }
.line.p95 { stroke: var(--p95); stroke-dasharray: 7 3; stroke-linecap: butt; } :is(.name, .dot).p95 { fill: var(--p95); }
.line.p99 { stroke: var(--p99); stroke-dasharray: 2 2.5; stroke-linecap: butt; } :is(.name, .dot).p99 { fill: var(--p99); }
.limit { stroke: var(--failed); stroke-dasharray: 10 5; stroke-width: 1.25; fill: none; }
.line.share { stroke: var(--p50); stroke-width: 8; stroke-linecap: butt; opacity: .75; }
.plot .bars { fill: var(--p50); opacity: .75; } .plot .mark { display: inline; stroke: var(--ink); stroke-width: 1; stroke-dasharray: 3 3; }
.warmup { fill: var(--faint); }
:is(.scroll, details.data) + figure { margin-top: 2.25rem; }
.cursor { stroke: var(--ink); stroke-width: 1; opacity: 0; }
.reading .cursor { opacity: .7; }
.readout { min-height: 1.55em; margin: .3rem 0 0; font-size: .875rem; color: var(--muted); }
.readout b { color: var(--ink); font-weight: 600; }

footer { padding-block: 0 3rem; font-size: .875rem; color: var(--muted); }

@media screen and (max-width: 45rem) {
  main, header, footer { padding-inline: 1rem; }
  .verdict { flex-direction: column; gap: .9rem; padding: 1.4rem 1.25rem; margin: 1rem 0 2.75rem; }
  .badge { width: 3.25rem; height: 3.25rem; font-size: 1.7rem; }
  h1 small { display: block; margin: .3rem 0 0; }
  section { margin-bottom: 3rem; }
  .plot .wide { display: none; } .plot .narrow { display: block; }
  .cards, .cards :is(thead, tbody, tfoot, tr, th, td) { display: block; }
  .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .cards :is(tbody, tfoot) tr { display: grid; gap: .25rem .75rem; padding: .8rem 0; border-bottom: 1px solid var(--rule); }
  .cards :is(tbody, tfoot) tr > :is(th, td) { border: 0; padding: 0; min-width: 0; text-align: left; }
  .cards tr[hidden] { display: none; }
  .cards td.nowrap { white-space: normal; }

  .gates tbody tr { grid-template-columns: 1.3rem 1fr auto; }
  .gates .operation, .comparison .operation, .measures .operation { grid-column: 2 / -1; }
  .gates td:is(:nth-child(3), :nth-child(5)) { grid-column: 2; }
  .gates tbody td.actual { text-align: right; }
  .comparison tbody tr { grid-template-columns: 1.3rem repeat(3, 1fr); }
  .comparison td:is(:nth-child(3), :nth-child(6), :nth-child(8)) { grid-column: 2; }
  .comparison td:is(:nth-child(7), :nth-child(9)) { grid-column: 3 / -1; }
  .comparison td:nth-child(4)::before { content: "from "; color: var(--muted); }
  .comparison td:nth-child(5)::before { content: "to "; color: var(--muted); }
  .comparison .miniature { width: 90px; }
  .measures tbody tr { grid-template-columns: 1.3rem 1fr; }
  .measures td:nth-child(n + 3) { grid-column: 2; }
  .failures tbody tr { grid-template-columns: 3.2rem 1fr 1fr; }
  .failures :is(td:nth-child(2), .operation) { grid-column: 2 / -1; }
  .failures td:nth-child(4) { grid-column: 2; color: var(--muted); } .failures td:nth-child(4)::before { content: "first "; }
  .failures td:nth-child(5) { color: var(--muted); } .failures td:nth-child(5)::before { content: "last "; }

  .operations thead { position: static; width: auto; height: auto; clip-path: none; }
  :root:not([data-scripted]) .operations thead { display: none; }
  .operations thead tr { display: flex; flex-wrap: wrap; gap: 0 1rem; padding-bottom: .5rem; border-bottom: 1px solid var(--muted); }
  .operations thead tr::before { content: "sort by"; width: 100%; font-size: .8125rem; color: var(--muted); }
  .operations thead th { border: 0; padding: 0; min-width: 0; }
  .operations thead button { padding: .45rem 0; }
  .operations thead .shape { display: none; }
  .operations :is(tbody, tfoot) tr { grid-template-columns: repeat(4, minmax(0, 1fr)); }
  .operations :is(tbody, tfoot) .operation { grid-column: 1 / -1; padding: 0 !important; }
  .operations td { text-align: left; }
  :is(.operations, .comparison) .operation { width: auto; }
  .operations td::before { display: block; font-size: .75rem; font-weight: 400; color: var(--muted); line-height: 1.2; }
  .operations td:nth-child(2)::before { content: "requests"; } .operations td:nth-child(3)::before { content: "fail%"; }
  .operations td:nth-child(4)::before { content: "rate"; } .operations td:nth-child(5)::before { content: "p50"; }
  .operations td:nth-child(6)::before { content: "p95"; } .operations td:nth-child(7)::before { content: "p99"; }
  .operations td:nth-child(8)::before { content: "max"; }
  .operations td.shape { align-self: end; }
  .operations td.shape .miniature { width: 100%; height: auto; }
  .operation-detail > :not(summary) { margin-left: 0; }
  .small :is(th, td) { padding-inline: .35rem; }
}
@media print {
  :root, :root[data-theme] { color-scheme: light; }
  body { background: none; font-size: 10pt; }
  main, header, footer { max-width: none; padding-inline: 0; }
  header nav, .theme, .filter, .readout, .cursor, details.data { display: none; }
  .verdict { break-inside: avoid; margin-top: 0; }
  section { margin-bottom: 1.75rem; }
  figure, tr, li { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; }
  th, td, .comparison :is(th, td) { padding-inline: .3rem; }
  .comparison .operation { width: auto; }
  .comparison td.nowrap { white-space: normal; }
  .operation { min-width: 7rem; }
  .miniature { width: 70px; }
  .operations thead button::after { content: none; }
  .operations tbody a { text-decoration: none; }
  .small, code { font-size: 8pt; }
  .operation-detail > :not(summary) { margin-left: 0; }
  .operation-detail:not([open]), :root:not(:has(.operation-detail[open])) .details-title { display: none; }
  .plot .wide { display: block; } .plot .narrow { display: none; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
`;
