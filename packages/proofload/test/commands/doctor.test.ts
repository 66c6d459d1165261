import { describe, expect, it } from 'vitest';
import { workplace } from '../e2e/command.fixture.ts';

describe('doctor', () => {
  it('says what the machine generates and what is in the way, each with a remedy', async () => {
    const place = await workplace();
    const { code, stdout } = await place.run(['doctor', '--json']);
    expect(code).toBe(0);
    const { facts, test, findings } = JSON.parse(stdout);
    expect(facts.cores).toBeGreaterThan(0);
    expect(test.requestsPerSecond).toBeGreaterThan(0);
    expect(findings.map((finding: { code: string }) => finding.code)).toEqual(
      expect.arrayContaining(['capacity', 'send-lag', 'descriptors', 'ports', 'clock', 'governor', 'steal']),
    );
  });
});
