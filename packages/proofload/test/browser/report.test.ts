/** The page of a run in a real browser: by keyboard, on a phone, in the dark, after a reload, and hostile. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { sampleRecord } from '../../src/record/sample.fixture.ts';
import type { RunRecord } from '../../src/record/schema.ts';
import { htmlReport } from '../../src/report/html.ts';
import { crowdedRun, emptyRun, failedRun } from '../../src/report/sample.fixture.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

describe.skipIf(!existsSync(CHROMIUM))('the page of a run, in a browser', () => {
  let browser: Browser;
  let folder: string;
  /** What went wrong in the page under test, and what it asked of the network. */
  let problems: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'proofload-report-'));
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
    });
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(() => {
    expect(problems).toEqual([]);
    problems = [];
  });

  async function open(run: RunRecord, options: BrowserContextOptions = {}): Promise<Page> {
    const path = join(folder, 'report.html');
    writeFileSync(path, htmlReport(run));
    const address = pathToFileURL(path).href;
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 }, reducedMotion: 'reduce', ...options });
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('dialog', (dialog) => problems.push(`dialog: ${dialog.message()}`));
    page.on('request', (request) => {
      const url = request.url().split('#')[0];
      if (url !== address && url !== 'data:,') problems.push(`asked for ${url}`);
    });
    await page.goto(address);
    return page;
  }

  const names = (page: Page) => page.locator('.operations tbody tr:visible .operation').allTextContents();
  const isTooWide = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

  it('shows the verdict at a glance', async () => {
    const page = await open(failedRun());
    await expect(page.locator('h1').textContent()).resolves.toBe('FAILED 2 of 5 gates');
    await expect(page.title()).resolves.toBe('✗ FAILED · checkout · 2026-11-20');
    await page.close();
  });

  it('sorts operations by key, the worst first, then the other way round, then as it was', async () => {
    const page = await open(failedRun());
    const before = await names(page);
    const head = page.locator('.operations').getByRole('columnheader', { name: /^p95/ });
    await head.getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    const sorted = await names(page);
    await page.keyboard.press('Space');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect(await names(page)).toEqual([...sorted].reverse());
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('none');
    expect(await names(page)).toEqual(before);
    await page.close();
  });

  it('keeps colours, order and filter over a reload', async () => {
    const page = await open(crowdedRun(40), { colorScheme: 'light' });
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.getByRole('button', { name: 'Dark colours' }).click();
    const dark = await paper();
    expect(dark).not.toBe(light);
    await page.getByLabel('Filter by name').fill('v2');
    await page.getByRole('columnheader', { name: /^p99/ }).getByRole('button').click();
    const shown = await names(page);
    await page.reload();
    expect(await paper()).toBe(dark);
    expect(await names(page)).toEqual(shown);
    expect(await page.getByLabel('Filter by name').inputValue()).toBe('v2');
    expect(await page.locator('#filter-count').textContent()).toBe(`${shown.length} of 40`);
    await page.close();
  });

  it('gives the values of its charts by pointer and by key', async () => {
    const page = await open(failedRun());
    const chart = page.getByRole('slider', { name: 'Latency over time' });
    const readout = page.locator('#chart-latency .readout');
    await chart.focus();
    await page.keyboard.press('End');
    expect(await chart.getAttribute('aria-valuetext')).toMatch(
      /^time 01:59 · users 50 · rate [\d.]+\/s · failed \d+ · p50 /,
    );
    await page.keyboard.press('ArrowLeft');
    expect(await readout.textContent()).toMatch(/^time 01:58 /);
    await page.keyboard.press('Home');
    expect(await readout.textContent()).toMatch(/^time 00:00 /);
    const box = (await chart.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    expect(await readout.textContent()).toMatch(/^time (?:00:5|01:0)\d /);
    await page.close();
  });

  it.each([360, 1200])('draws models, jobs and caches over time, %i wide', async (width) => {
    const page = await open(generativeRun(), { viewport: { width, height: 800 } });
    expect(await isTooWide(page)).toBe(false);
    const cut =
      "[...document.querySelectorAll('#work .scroll')].filter((each) => each.scrollWidth > each.clientWidth).length";
    expect(await page.evaluate(cut)).toBe(0);
    const chart = page.getByRole('slider', { name: 'Tokens a second' });
    await chart.focus();
    await page.keyboard.press('End');
    expect(await chart.getAttribute('aria-valuetext')).toBe(
      'time 00:09 · tokens 450/s · ttft p50 200ms · ttft p95 400ms · streams 10',
    );
    for (const title of ['Time to the first token', 'Answers at once', 'Open jobs', 'Hits beside misses of images']) {
      expect(await page.getByRole('heading', { name: title }).isVisible()).toBe(true);
    }
    expect(await page.evaluate(weakContrasts)).toEqual([]);
    await page.close();
  });

  it('opens the detail of an operation from the table', async () => {
    const page = await open(failedRun());
    await page.locator('.operations').getByRole('link', { name: 'POST /pay' }).click();
    await expect(page.locator('details[open] summary').textContent()).resolves.toContain('POST /pay');
    expect(await page.locator('details[open]').getByText('connection pool exhausted').isVisible()).toBe(true);
    await page.close();
  });

  it.each([360, 700, 1200])('fits a page %i wide, and prints', async (width) => {
    const page = await open(crowdedRun(40), { viewport: { width, height: 800 } });
    expect(await isTooWide(page)).toBe(false);
    expect(await page.locator('.plot svg:visible').count()).toBe(3);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.plot svg.wide:visible').count()).toBe(3);
    await page.close();
  });

  it.each(['light', 'dark'] as const)('can be read in %s colours', async (colorScheme) => {
    const page = await open(failedRun(), { colorScheme });
    const weak = await page.evaluate(weakContrasts);
    expect(weak).toEqual([]);
    await page.close();
  });

  it('says all that was measured without its script', async () => {
    const page = await open(failedRun(), { javaScriptEnabled: false });
    expect(await names(page)).toHaveLength(5);
    expect(await page.locator('.plot svg:visible').count()).toBe(3);
    expect(await page.locator('.scripted:visible').count()).toBe(0);
    await page.close();
  });

  it('has every table whole on paper, and nothing that only works on a screen', async () => {
    const paper = await open(failedRun(), { viewport: { width: 680, height: 960 } });
    await paper.emulateMedia({ media: 'print' });
    expect(await isTooWide(paper)).toBe(false);
    expect(await paper.getByRole('heading', { name: 'In detail' }).isVisible()).toBe(false);
    expect(await paper.locator('.operation-detail:visible').count()).toBe(0);
    await paper.evaluate("document.querySelector('.operation-detail').open = true");
    expect(await paper.locator('.operation-detail:visible').count()).toBe(1);
    expect(await isTooWide(paper)).toBe(false);
    await paper.close();
  });

  it('runs nothing that a name says', async () => {
    const page = await open(crowdedRun(20));
    await expect(page.getByText('<script>alert("&")</script>').first().isVisible()).resolves.toBe(true);
    await page.close();
  });

  it('stands where nothing was measured', async () => {
    const page = await open(emptyRun());
    await expect(page.locator('h1').textContent()).resolves.toContain('INVALID');
    await page.close();
  });
});

/** A run of ten seconds with tokens, open jobs, and a cache of which some answers were hits. */
function generativeRun(): RunRecord {
  const run = sampleRecord();
  const [row] = run.timeline;
  const { latency } = run.totals;
  return {
    ...run,
    timeline: Array.from({ length: 10 }, (_, second) => ({
      ...row!,
      startMs: second * 1000,
      models: { tokensPerSecond: second * 50, streams: second + 1, ttftP50: 200, ttftP95: 400 },
      openJobs: second,
    })),
    caches: [
      { name: 'images', hits: 9, misses: 1, stale: 0, coalesced: 0, hitRatio: 0.9, hit: latency!, miss: latency! },
    ],
  };
}

/** Texts whose contrast with what is behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3); runs in the page. */
function weakContrasts(): string[] {
  const parse = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (colour: number[]) => {
    const [r = 0, g = 0, b = 0] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element: Element | null): number[] => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || (colour[3] ?? 1) > 0) return colour.slice(0, 3);
    }
    return [255, 255, 255];
  };
  const weak: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element === null || node.textContent?.trim() === '' || element.getClientRects().length === 0) continue;
    const style = getComputedStyle(element);
    const inDrawing = element.closest('svg') !== null;
    const [a, b] = [luminance(parse(inDrawing ? style.fill : style.color).slice(0, 3)), luminance(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) weak.push(`${node.textContent?.trim().slice(0, 30)}: ${contrast.toFixed(2)}`);
  }
  return weak;
}
