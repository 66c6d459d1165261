import { describe, expect, it } from 'vitest';
import { code, text } from './markdown/elements.ts';
import { GITHUB_COMMENT_BYTES, markdownReport } from './markdown.ts';
import { crowdedRun, emptyRun, failedRun } from './sample.fixture.ts';
import { byteLength } from './text/budget.ts';

describe('Markdown', () => {
  it('says the verdict first, then what decided it', () => {
    expect(markdownReport(failedRun()).split('\n').slice(0, 16).join('\n')).toMatchInlineSnapshot(`
      "## ✗ FAILED

      **2 of 5 gates** · checkout.perf.ts · medium · 2m 00s · 50 users

      ### Gates

      |  | Operation | Requirement | Actual | 95 % interval |  |
      | :--- | :--- | :--- | ---: | ---: | :--- |
      | ✗ | \`POST /pay\` | p95 &lt; 300ms | **412ms** | \\[398, 431\\] |  |
      | ! | \`GET /search\` | p99 &lt; 200ms | **241ms** | \\[210, 270\\] | warns only |
      | ? | \`POST /auth/login\` | p99 &lt; 500ms | **188ms** | \\[170, –\\] |  |
      | ✓ | \`*\` | errors &lt; 1% | 0.399% | \\[0.21, 0.63\\] |  |
      | ✓ | \`GET /books\` | p95 &lt; 80ms | 78.2ms | \\[75.9, 80.4\\] | marginal; Its interval straddles the bound: a repeat may come out otherwise. |

      ### Against main&#64;a1b2c3 (12 runs)
      "
    `);
  });

  it('has the sections of every view in their order', () => {
    const titles = [...markdownReport(failedRun()).matchAll(/^### (.*)|<summary>(.*)<\/summary>/gm)].map(
      ([, a, b]) => a ?? b,
    );
    expect(titles).toEqual([
      'Gates',
      'Against main&#64;a1b2c3 (12 runs)',
      'Operations',
      'Checks and metrics',
      'Failures',
      'Environment',
      'Notes',
    ]);
  });

  it('makes names inert', () => {
    expect(text('<b> @team #1 *x* | y\n# z')).toBe('&lt;b> &#64;team \\#1 \\*x\\* \\| y \\# z');
    expect(code('a `b` | c')).toBe('``a `b` \\| c``');
    expect(code('`x`')).toBe('`` `x` ``');
    const report = markdownReport(crowdedRun(20));
    expect(report.replaceAll(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')).not.toMatch(/<script|(^|[^&])@team/);
  });

  it('gives every row of a table the same cells', () => {
    for (const table of markdownReport(crowdedRun(20))
      .split('\n\n')
      .filter((part) => part.startsWith('|'))) {
      const cells = table.split('\n').map((line) => line.replaceAll('\\|', '').split('|').length);
      expect(new Set(cells).size).toBe(1);
    }
  });

  it('fits into what GitHub takes, and says what is missing', () => {
    const whole = markdownReport(crowdedRun(300));
    expect(byteLength(whole)).toBeGreaterThan(GITHUB_COMMENT_BYTES);
    const comment = markdownReport(crowdedRun(300), { maxBytes: GITHUB_COMMENT_BYTES });
    expect(byteLength(comment)).toBeLessThanOrEqual(GITHUB_COMMENT_BYTES);
    expect(comment).toContain("more, which are in the run's record.");
    expect(byteLength(markdownReport(crowdedRun(300), { maxBytes: 100 }))).toBeLessThanOrEqual(100);
  });

  it('can be written of a run in which nothing was measured', () => {
    expect(markdownReport(emptyRun(), { reportUrl: 'https://ci.example/run 7' })).toMatch(
      /^## ! INVALID\n\n\*\*no gates\*\* .*\n\n- Nothing was measured[\s\S]*\[The whole report\]\(<https:\/\/ci\.example\/run%207>\)\n$/,
    );
  });
});
