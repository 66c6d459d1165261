import { describe, expect, it } from 'vitest';
import { readMetricName, slipOf } from './metric-names.ts';

const reference = (name: string, declared?: Parameters<typeof readMetricName>[1]) => {
  const read = readMetricName(name, declared);
  return 'reference' in read ? read.reference : `${read.message} | ${read.hint}`;
};

describe('the name of a metric', () => {
  it('is of the latency when it is an aggregate alone', () => {
    expect(reference('p95')).toEqual({ base: 'latency', aggregate: 'p95', custom: false });
    expect(reference('median')).toEqual({ base: 'latency', aggregate: 'p50', custom: false });
    expect(reference('stddev')).toMatchObject({ base: 'latency', aggregate: 'stddev' });
  });

  it('may write the percentile 99.9 as the run record does', () => {
    expect(reference('p999')).toEqual(reference('p99.9'));
    expect(reference('service.p999')).toMatchObject({ base: 'service', aggregate: 'p99.9' });
  });

  it('names a distribution and its aggregate', () => {
    expect(reference('ttft.p99.9')).toEqual({ base: 'ttft', aggregate: 'p99.9', custom: false });
    expect(reference('memory')).toMatchObject({ base: 'memory', aggregate: undefined, custom: false });
    expect(reference('memory.mean')).toMatchObject({ base: 'memory', aggregate: 'mean' });
  });

  it.each([
    ['ttft', 'ttft.p95'],
    ['errors.p95', 'Write "errors"'],
    ['service.p59', 'service.p95'],
    ['sevice.p95', 'service.p95'],
  ])('is refused when the aggregate does not fit: %s', (name, hint) => {
    expect(reference(name)).toContain(hint);
  });

  it.each([
    ['p59', 'p95'],
    ['p95th', 'p95'],
    ['p(95)', 'p95'],
    ['P99', 'p99'],
    ['95%', 'p95'],
    ['eror', 'errors'],
    ['erors', 'errors'],
    ['Errors', 'errors'],
    ['error_rate', 'errors'],
    ['cheks', 'checks'],
    ['mena', 'mean'],
    ['avg', 'mean'],
    ['rps', 'rate'],
    ['hitratio', 'hitRatio'],
    ['tokensPerSecnd', 'tokensPerSecond'],
  ])('that is a slip is refused: %s for %s', (name, meant) => {
    expect(reference(name)).toMatch(`there is no metric "${name}" | Did you mean "${meant}"?`);
  });

  it('that is a slip says how a metric of that name could be had', () => {
    expect(reference('eror')).toContain("declare it in the suite: metrics: { eror: 'counter' }");
    expect(reference('eror', { eror: 'counter' })).toMatchObject({ base: 'eror', custom: true });
  });

  it.each(['orders', 'cart', 'gpu', 'hits', 'late', 'queueLength', 'renderTime', 'lost', 'win', 'tokens'])(
    'that is like no built-in one is a custom metric: %s',
    (name) => {
      expect(slipOf(name)).toBeUndefined();
      expect(reference(name)).toEqual({ base: name, aggregate: undefined, custom: true });
    },
  );

  it('of a custom metric may end in an aggregate, or have a dot of its own', () => {
    expect(reference('render.p95')).toMatchObject({ base: 'render', aggregate: 'p95', custom: true });
    expect(reference('orders.rate')).toMatchObject({ base: 'orders', aggregate: 'rate', custom: true });
    expect(reference('cart.size')).toMatchObject({ base: 'cart.size', aggregate: undefined, custom: true });
    expect(reference('render.p59')).toContain('Did you mean "render.p95"?');
  });

  it('must be declared when the suite declares its metrics', () => {
    expect(reference('order', { orders: 'counter' })).toContain('Did you mean "orders"?');
    expect(reference('carts', { orders: 'counter' })).toContain(`"metrics": { carts: 'counter' }`);
  });

  it('has the aggregates of its declared type', () => {
    const declared = { orders: 'counter', render: 'trend', depth: 'gauge', found: 'rate' } as const;
    expect(reference('orders.rate', declared)).toMatchObject({ base: 'orders', aggregate: 'rate' });
    expect(reference('orders.p95', declared)).toContain(`is a counter and has no "p95"`);
    expect(reference('render', declared)).toContain('Write "render.p95"');
    expect(reference('render.p95', declared)).toMatchObject({ base: 'render' });
    expect(reference('depth.max', declared)).toMatchObject({ base: 'depth', aggregate: 'max' });
    expect(reference('found', declared)).toMatchObject({ base: 'found', aggregate: undefined });
  });

  it('is not taken from what every object inherits', () => {
    expect(reference('constructor')).toMatchObject({ base: 'constructor', custom: true });
  });
});
