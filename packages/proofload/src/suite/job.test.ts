import { describe, expect, it } from 'vitest';
import type { JobDefinition } from '../protocol/job/types.ts';
import { backoff } from './backoff.ts';
import { SuiteError } from './error.ts';
import { job } from './job.ts';
import { between, constant, none } from './waits.ts';

const sound: JobDefinition = {
  submit: ({ http, data }) => http.post('/biographies', { json: data }),
  id: (answer) => answer.json<{ id: string }>().id,
  poll: { every: backoff('250ms', 1.5, '5s'), request: ({ http, id }) => http.get(`/biographies/${id}/status`) },
  state: (answer) => answer.json<{ status: string }>().status,
  result: ({ http, id }) => http.get(`/biographies/${id}`),
};

function problemsOf(name: unknown, definition: unknown): readonly string[] {
  try {
    job(name as string, definition as JobDefinition);
    return [];
  } catch (error) {
    if (!(error instanceof SuiteError)) throw error;
    return error.problems.map(
      ({ path, message, hint }) => `${path}: ${message}${hint === undefined ? '' : `. ${hint}`}`,
    );
  }
}

describe('a job', () => {
  it('has its times as numbers, and defaults for what it leaves out', () => {
    const biography = job('biography', { ...sound, timeout: '45m', onTimeout: 'cancel' });
    expect(biography).toMatchObject({ name: 'biography', timeoutMs: 2_700_000, onTimeout: 'cancel' });
    expect(biography.poll).toMatchObject({
      every: { kind: 'backoff', firstMs: 250, factor: 1.5, mostMs: 5000, jitter: 0 },
      failures: 3,
    });
    const { poll: _, ...rest } = sound;
    expect(job('biography', { ...rest, webhook: {} })).toMatchObject({
      timeoutMs: 3_600_000,
      onTimeout: 'leave',
      poll: undefined,
    });
  });

  it.each([
    ['2s', { kind: 'constant', ms: 2000 }],
    [2, { kind: 'constant', ms: 2000 }],
    [constant('1s'), { kind: 'constant', ms: 1000 }],
    [between('1s', '3s'), { kind: 'between', minMs: 1000, maxMs: 3000 }],
    [backoff(1, 2, '8s', 0.5), { kind: 'backoff', firstMs: 1000, factor: 2, mostMs: 8000, jitter: 0.5 }],
  ])('is polled every %j', (every, pace) => {
    expect(job('x', { ...sound, poll: { ...sound.poll!, every: every as string } }).poll!.every).toEqual(pace);
  });

  it('shows all of its problems at once', () => {
    expect(
      problemsOf('', { ...sound, submit: '/jobs', resullt: () => {}, timeout: 'soon', onTimeout: 'stop' }),
    ).toEqual([
      'name: must be a text that is not empty, got ""',
      'submit: must be a function, got "/jobs"',
      expect.stringMatching(/^timeout: must be a duration, got "soon"\. Accepted are/),
      'onTimeout: must be "cancel" or "leave", got "stop"',
      'resullt: is not known. Did you mean "result"?',
    ]);
    expect(() => job('shop', {} as never)).toThrow('The job "shop" has 4 problems:\n  - submit: must be a function');
    expect(problemsOf('x', undefined)).toEqual([': must be an object, got nothing']);
  });

  it('must be told of in some way, and be cancelled in some way where it is to be', () => {
    const { poll: _, result: __, ...rest } = sound;
    expect(problemsOf('x', { ...rest, onTimeout: 'cancel' })).toEqual([
      ': has nothing that tells when it is over. Add poll: { every, request }, stream: ({ sse, id }) => sse.connect(…) or webhook: {}.',
      'onTimeout: is "cancel", and there is no way to do so. Add cancel: ({ http, id }) => http.delete(…).',
    ]);
  });

  const hint = "Write for example '1s', between('1s', '3s') or backoff('250ms', 1.5, '5s').";
  it.each([
    ['0s', 'must be a duration above 0, got "0s"'],
    [none(), `must be a pause between polls. ${hint}`],
    [constant(0), `must be longer than nothing. ${hint}`],
    [backoff(0, 1.5, '5s'), `must begin with a pause above 0. ${hint}`],
    [backoff('1s', 0.5, '5s'), `must grow by a factor of 1 or more, got 0.5. ${hint}`],
    [backoff('1s', 2, '500ms'), `ends below where it begins. ${hint}`],
    [backoff('1s', 2, '5s', 2), `has a jitter from 0 to 1, got 2. ${hint}`],
    [backoff('soon', 2, '5s'), expect.stringMatching(/^backoff\(\) takes durations, got "soon"\. Accepted are/)],
  ])('cannot be polled every %j', (every, problem) => {
    const [found = ''] = problemsOf('x', { ...sound, poll: { ...sound.poll, every } });
    expect(found.replace('poll.every: ', '')).toEqual(problem);
  });
});
