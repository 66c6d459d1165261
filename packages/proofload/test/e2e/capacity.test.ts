import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workplace } from './command.fixture.ts';
import { serve } from './server.fixture.ts';

describe('capacity', () => {
  it('finds a bracket, keeps each level as a run, and prints what it found as JSON', async () => {
    const target = await serve((_, response) => void response.end('hello'));
    const place = await workplace();
    const { code, stdout } = await place.run([
      ...['capacity', target, '--require', 'p95 <10s', '--start', '100/s', '--max', '120/s'],
      ...['--step', '2s', '--rest', '0', '--json', '-', '-q'],
    ]);
    const found = JSON.parse(stdout) as { passing: number; failing: unknown; steps: readonly { run: string }[] };
    expect(found).toMatchObject({ unit: 'rate', passing: 120 });
    expect(found.failing).toBeUndefined();
    const runs = await readdir(join(place.folder, '.proofload', 'runs'));
    expect(runs.length).toBeGreaterThanOrEqual(found.steps.length);
    expect(code).toBe(0);
  });
});
