import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { HostProcess } from './context.ts';
import { StepProgress, stepProgressLine } from './step-progress.ts';

const steps = [
  { what: 'Looking', lastsMs: 1_000 },
  { what: 'Loading', lastsMs: 4_000 },
];

/** What a command of two steps writes to standard error, on a clock that stands still. */
function written(isTTY: boolean, env: HostProcess['env'] = {}): string {
  let text = '';
  const stream = {
    isTTY,
    write: (part: string) => {
      text += part;
    },
  };
  const on = () => {};
  const host = { argv: [], env, stdout: stream, stderr: stream, cwd: () => '/', on, off: on };
  const progress = new StepProgress({ host, say: (line) => stream.write(`${line}\n`) }, steps, () => 0);
  progress.next();
  progress.next();
  progress.end();
  return text;
}

describe('the progress of a few known steps', () => {
  it('says which of them goes on, and the time left of all', () => {
    expect(stepProgressLine(steps, 0, 0)).toBe('1 of 2 · Looking · 5s left');
    expect(stepProgressLine(steps, 1, 1_000)).toBe('2 of 2 · Loading · 3s left');
  });

  it('has no time left of a step that takes longer than it should', () => {
    expect(stepProgressLine(steps, 0, 9_000)).toBe('1 of 2 · Looking · 4s left');
  });

  it.each<[string, boolean, HostProcess['env']]>([
    ['a log', false, {}],
    ['a terminal that cannot redraw', true, { TERM: 'dumb' }],
  ])('is a plain line as each step begins, in %s', (_, isTTY, env) => {
    expect(written(isTTY, env)).toBe('1 of 2 · Looking · 5s left\n2 of 2 · Loading · 4s left\n');
  });

  it('is one line that is redrawn in place on a terminal, and wiped at the end', () => {
    const text = written(true);
    expect(stripVTControlCharacters(text)).toBe('1 of 2 · Looking · 5s left\n\r2 of 2 · Loading · 4s left\n\r');
    expect(text.split('\u001b[1A')).toHaveLength(3);
  });
});
