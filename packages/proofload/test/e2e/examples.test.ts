/** The examples as a newcomer meets them: through the demo, against the reference service. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { repository, workplace } from './command.fixture.ts';

describe('the demo', () => {
  it('passes, and leaves a record that fits the published schema', async () => {
    const place = await workplace();
    const { code, stdout } = await place.runValid(['demo', '-u', '30', '-r', '30', '-t', '4s']);
    expect(stdout).toContain('PASSED');
    expect(code).toBe(0);
    const ajv = addFormats.default(new Ajv2020({ strict: false }));
    const schema = JSON.parse(await readFile(join(repository, 'packages/proofload/schema/run.json'), 'utf8'));
    const fits = ajv.compile(schema);
    expect(fits(await place.record()) ? [] : fits.errors).toEqual([]);
  });

  it('fails and names the operation when the service fails in 30 % of its answers', async () => {
    const place = await workplace();
    const { code, stdout } = await place.runValid(['demo', '-t', '3s', '--fault', 'error-rate=0.3']);
    expect(stdout).toMatch(/FAILED[\s\S]*GET \/books/);
    expect(code).toBe(1);
  });

  it('runs the back end with its light profile, and leaves out what the suite leaves out', async () => {
    const place = await workplace();
    const { code, stdout } = await place.runValid([
      'demo',
      'backend-template',
      '--profile',
      'light',
      '-r',
      '10',
      '-t',
      '4s',
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('/api/v1/llm/*');
    const { operations, profile } = await place.record();
    expect(profile).toBe('light');
    expect(operations.map(({ name }) => name)).toContain('POST /api/v1/auth/register');
  });

  it('says which demos there are', async () => {
    const place = await workplace();
    const { code, stderr } = await place.run(['demo', 'quickstrat']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/quickstrat.*Did you mean "quickstart"/s);
  });
});
