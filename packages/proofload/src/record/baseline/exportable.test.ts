import { describe, expect, it } from 'vitest';
import { sampleRecord } from '../sample.fixture.ts';
import { exportableOf } from './exportable.ts';
import { comparedRunOf, importedRun } from './schema.ts';
import { EXPORT_FORMATS, exportRun, parseRuns } from './transfer.ts';

const record = sampleRecord();

describe('a run that only a baseline still has', () => {
  it.each(EXPORT_FORMATS)('is exported as %s with the same figures as its record', (format) => {
    const kept = exportableOf(comparedRunOf(record, 'passed'));
    const path = format === 'locust' ? 'x_stats.csv' : 'x.json';
    const figures = (text: string) => {
      const [run] = parseRuns(text, path);
      return run?.operations.map(({ name, figures: { mean, p50, p95, p99, max } }) => [name, mean, p50, p95, p99, max]);
    };
    expect(figures(exportRun(kept, format))).toEqual(figures(exportRun(record, format)));
  });

  it('says N/A of the percentiles that are not known', () => {
    const [heading = '', row = ''] = exportRun(exportableOf(comparedRunOf(record, 'passed')), 'locust').split('\r\n');
    expect(row.split(',')[heading.split(',').indexOf('66%')]).toBe('N/A');
  });

  it('that another tool measured can be exported too', () => {
    const foreign = importedRun({ id: 'k6', source: 'k6', operations: [] });
    expect(JSON.parse(exportRun(exportableOf(foreign), 'flat'))).toMatchObject({ operation: 'k6', total_requests: 0 });
  });
});

describe('a flat file', () => {
  it('can be of one operation, which has to be there', () => {
    expect(JSON.parse(exportRun(record, 'flat', 'GET /books'))).toMatchObject({ operation: 'GET /books' });
    expect(() => exportRun(record, 'flat', 'GET /boks')).toThrow(
      /no operation "GET \/boks".*Did you mean "GET \/books"/,
    );
  });
});
