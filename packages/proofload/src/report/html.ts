/**
 * A run as a page of its own: one file of less than 500 KB that needs nothing from anywhere, works without its script,
 * by keyboard, on a phone and on paper, and runs no code but its own.
 */
import { createHash } from 'node:crypto';
import type { RunRecord } from '../record/schema.ts';
import { environmentSection, failuresSection, measuresSection, notesSection } from './html/findings.ts';
import { html, Markup } from './html/markup.ts';
import { operationsSection } from './html/operations.ts';
import { SCRIPT } from './html/script.ts';
import { STYLE } from './html/style.ts';
import { distributionSection, timeSection } from './html/time.ts';
import { comparisonSection, gatesSection, verdictBanner } from './html/verdict.ts';
import { workSection } from './html/work.ts';
import { byteLength } from './text/budget.ts';
import { MARKS } from './view/words.ts';
import { viewOf } from './view.ts';

/** What the sections may take; the rest of 500 KB is for the page's head and foot and the verdict. */
const PAGE_BYTES = 485_000;

/** Only this page's own style and script may run, and nothing may be fetched (Content Security Policy Level 3). */
const POLICY = [
  "default-src 'none'",
  `style-src '${hashOf(STYLE)}'`,
  `script-src '${hashOf(SCRIPT)}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/**
 * The page of a run.
 *
 * @example
 * await writeFile('report.html', htmlReport(run));
 */
export function htmlReport(run: RunRecord): string {
  const view = viewOf(run);
  const judged = [gatesSection(view), comparisonSection(view)];
  const others = [
    workSection(view, run),
    measuresSection(view),
    failuresSection(view, run),
    timeSection(view, run),
    distributionSection(view, run),
    environmentSection(view, run),
    notesSection(view),
  ];
  const taken = [STYLE, SCRIPT, ...[...judged, ...others].map(({ source }) => source)];
  const room = PAGE_BYTES - taken.reduce((sum, text) => sum + byteLength(text), 0);
  const sections = [...judged, operationsSection(view, room), ...others];
  const { status, word } = view.headline;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Proofload ${run.environment.proofload}">
<title>${MARKS[status]} ${word} · ${run.suite.name} · ${run.startedAt.slice(0, 10)}</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE)}</style>
<script>${new Markup(SCRIPT)}</script>
</head>
<body>
<a class="skip" href="#main">Skip to the verdict</a>
<header>
<span class="brand">Proofload</span>
<span class="theme scripted"><button type="button">Dark colours</button></span>
<nav aria-label="Sections"><ul>${linksOf(sections)}</ul></nav>
</header>
<main id="main">
${verdictBanner(view, run)}${sections}</main>
<footer><p>Run ${run.id} of ${run.suite.name}, ${run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, '')} UTC, by Proofload ${run.environment.proofload}. Latency counts from the intended start of a request; intervals are of 95 %.</p></footer>
</body>
</html>
`;
  return page.source;
}

/** Links to the sections that there are. */
function linksOf(sections: readonly Markup[]): readonly Markup[] {
  return sections.flatMap(({ source }) => {
    const id = /^<section id="([a-z]+)"/.exec(source)?.[1];
    return id === undefined ? [] : [html`<li><a href="#${id}">${id[0]?.toUpperCase()}${id.slice(1)}</a></li>`];
  });
}
