import { describe, expect, it } from 'vitest';
import { readRequirement } from './require-flag.ts';
import { UsageError } from './usage-error.ts';

describe('--require', () => {
  it.each([
    ['p95 <100ms', ['*', 'p95', '<100ms']],
    ['errors<1%', ['*', 'errors', '<1%']],
    ['GET /x: p95 < 100ms', ['GET /x', 'p95', '< 100ms']],
    ['GET /books/:id: ttft.p95 <=1s', ['GET /books/:id', 'ttft.p95', '<=1s']],
    ['tag:area=auth: p99.9 <1s', ['tag:area=auth', 'p99.9', '<1s']],
    ['p95 +10% vs baseline', ['*', 'p95', '+10% vs baseline']],
  ])('reads %j', (text, parts) => {
    expect(readRequirement(text)).toEqual(parts);
  });

  it.each(['p95', '<100ms', '', 'GET /x p95'])('refuses %j', (text) => {
    expect(() => readRequirement(text)).toThrow(UsageError);
  });
});
