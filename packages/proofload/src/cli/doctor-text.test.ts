import { describe, expect, it } from 'vitest';
import type { Finding } from '../run/doctor/findings.ts';
import { doctorText } from './doctor-text.ts';

describe('what doctor found', () => {
  it('is a table for people, with what to do below what is in the way', () => {
    const findings: readonly Finding[] = [
      { code: 'capacity', level: 'ok', what: 'requests generated', found: '20,000/s a worker' },
      {
        code: 'ports',
        level: 'warning',
        what: 'local ports',
        found: '1,000',
        remedy: 'Widen the range, or keep connections open.',
      },
      { code: 'steal', level: 'unknown', what: 'steal', found: 'not told here' },
    ];
    const text = doctorText({ processor: 'Some processor', cores: 8, node: '24.0.0' }, findings, 56);
    expect(text.split('\n')).toEqual([
      'Some processor, 8 cores, Node.js 24.0.0',
      '✓ requests generated  20,000/s a worker',
      '! local ports         1,000',
      '                      Widen the range, or keep',
      '                      connections open.',
      '? steal               not told here',
    ]);
  });
});
