import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExposition, parseSelector, readExposed } from './prometheus.ts';

const TEXT = `# HELP http_requests_total Requests.
# TYPE http_requests_total counter
http_requests_total{code="200",path="/a b"} 1027 1395066363000
http_requests_total{code="500",path="C:\\\\x\\n\\"q\\""} 3
# TYPE nodejs_heap_size_used_bytes gauge
nodejs_heap_size_used_bytes 5.2e7
process_cpu_seconds_total 12.5
lag_seconds 0.012
odd NaN
broken{code="1 2
top +Inf
`;

const read = (selector: string) => readExposed(parseExposition(TEXT), 'm', parseSelector(selector)!);

describe('an exposition', () => {
  it('is read line by line, with labels, escapes, times and infinities; other lines are skipped', () => {
    const samples = parseExposition(TEXT);
    expect(samples.map(({ name }) => name)).toEqual([
      'http_requests_total',
      'http_requests_total',
      'nodejs_heap_size_used_bytes',
      'process_cpu_seconds_total',
      'lag_seconds',
      'top',
    ]);
    expect(samples[1]?.labels).toEqual({ code: '500', path: 'C:\\x\n"q"' });
    expect(samples.at(-1)?.value).toBe(Number.POSITIVE_INFINITY);
  });

  it('gives the sum of what a selector fits, in the unit that the name tells', () => {
    expect(read('http_requests_total')).toEqual({ metric: 'm', unit: 'perSecond', value: 1030, counter: true });
    expect(read('http_requests_total{code="500"}').value).toBe(3);
    expect(read('nodejs_heap_size_used_bytes')).toMatchObject({ unit: 'bytes', value: 5.2e7, counter: false });
    expect(read('process_cpu_seconds_total')).toMatchObject({ unit: 'ratio', counter: true });
    expect(read('lag_seconds')).toMatchObject({ unit: 'ms', value: 12 });
  });

  it('names a metric that is not there, and labels that nothing has', () => {
    expect(() => read('absent')).toThrow('has no metric absent');
    expect(() => read('http_requests_total{code="404"}')).toThrow('with these labels');
  });

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseExposition(text)));
  });
});

describe('a selector', () => {
  it.each(['', '1up', 'up{', 'up{a=b}', 'up{a="b"', 'up{a="b" c="d"}', 'sum(up)'])('is not %j', (text) => {
    expect(parseSelector(text)).toBeUndefined();
  });

  it('has a name and labels', () => {
    expect(parseSelector(' up { job = "api" , az="1" } ')).toEqual({ name: 'up', labels: { job: 'api', az: '1' } });
  });
});
