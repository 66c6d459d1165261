import { describe, expect, it } from 'vitest';
import { formatProblem } from './problem.ts';
import { readRequirements } from './requirements.ts';
import { resourcesSchema } from './resources.ts';
import { problemsOf } from './values.ts';

const wrong = (resources: unknown) => problemsOf(resourcesSchema, resources, ['resources']).map(formatProblem);

describe('the resources of a suite', () => {
  it('are processes, Prometheus metrics and numbers in JSON', () => {
    const resources = {
      api: { process: 'node service.js' },
      worker: { process: 4711 },
      own: { process: 'target' },
      app: { prometheus: 'http://127.0.0.1:9090/metrics', metrics: { heap: 'heap_bytes{space="old"}' } },
      stats: { json: '/stats', values: { queue: 'queue.depth' } },
    };
    expect(wrong(resources)).toEqual([]);
  });

  it.each([
    [{ api: {} }, 'resources.api: must have one of "process", "prometheus" or "json"'],
    [{ api: 'node' }, 'resources.api: must have one of'],
    [{ api: { process: '' } }, "resources.api.process: must be a process's number"],
    [{ api: { process: -1 } }, "resources.api.process: must be a process's number"],
    [{ app: { prometheus: 'metrics', metrics: { a: 'a' } } }, 'resources.app.prometheus: must be an address'],
    [{ app: { prometheus: '/metrics' } }, 'resources.app.metrics: must be an object'],
    [{ app: { prometheus: '/metrics', metrics: {} } }, 'resources.app.metrics: must name at least one value'],
    [{ app: { prometheus: '/metrics', metrics: { a: 'sum(a)' } } }, 'resources.app.metrics.a: must be a metric'],
    [{ s: { json: '/s', values: { a: '.a' } } }, 'resources.s.values.a: must be a path'],
    [{ s: { json: '/s', values: { a: 'a' }, every: 5 } }, 'resources.s.every: is not known'],
  ])('are told what is wrong: %j', (resources, message) => {
    expect(wrong(resources).join('\n')).toContain(message);
  });
});

describe('a requirement on a resource', () => {
  it('knows memory, cpu and leaks, and takes every other name as the probe has it', () => {
    const bounds = { memory: '<2GB', cpu: '<80%', leak: 'none', queue: '<100', heap: '<50MB', 'heap.mean': '<40MB' };
    const { requirements, problems } = readRequirements({ 'resource:api': bounds }, { orders: 'counter' }, []);
    expect(problems).toEqual([]);
    expect(requirements.map(({ metric, text }) => `${metric} ${text}`)).toContain('leak <=0B');
  });

  it('has bounds of the right kind', () => {
    const { problems } = readRequirements({ 'resource:api': { memory: '<100ms' } }, undefined, []);
    expect(problems[0]?.message).toContain('memory is a size');
  });
});
