import { describe, expect, it } from 'vitest';
import { CorruptMeasurementError } from '../measure/error.ts';
import { StoreError } from '../record/errors.ts';
import type { CliContext } from './context.ts';
import { explainFailure } from './failures.ts';

function explained(error: unknown): { readonly code: number; readonly text: string } {
  const said: string[] = [];
  const say = (line: string): void => void said.push(line);
  return { code: explainFailure(error, { say } as unknown as CliContext), text: said.join('') };
}

describe('what keeps a command from its work', () => {
  it('is the fault of the files that were given where a record is damaged, not an error of its own', () => {
    const { code, text } = explained(new CorruptMeasurementError('a text is not base64'));
    expect(code).toBe(2);
    expect(text).toContain('a text is not base64. A record was damaged.');
    expect(explained(new StoreError('corrupt', 'run.json', 'cut off')).code).toBe(2);
  });

  it('is an error of its own where nothing else is known, with the stack', () => {
    const { code, text } = explained(new TypeError('x is undefined'));
    expect(code).toBe(5);
    expect(text).toContain('TypeError: x is undefined');
  });
});
