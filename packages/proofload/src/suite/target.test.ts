import { describe, expect, it } from 'vitest';
import { user } from './user.ts';
import { problemsOfSuite } from './validate.ts';

const users = [user('Reader', { tasks: { read: () => undefined } })];

/** What is wrong with a target, one line each. */
function problems(target: object): readonly string[] {
  return problemsOfSuite({ name: 'shop', target: { url: 'http://a.test', ...target }, users }).map(
    ({ path, message }) => `${path} ${message}`,
  );
}

describe('a target', () => {
  it.each([
    { connections: 'shared', maxConnections: 50, pipelining: 4 },
    { connections: 'new', sourceAddresses: ['127.0.0.2', '::1'] },
    { proxy: 'http://me:secret@proxy.test:3128' },
    { socketPath: '/run/service' },
    { bandwidth: '10Mbit/s', connections: 'new' },
    { dns: { addresses: 'spread', ttl: '30s', family: 4 } },
    { http2: 'h2c' },
    { http2: false, pipelining: 2 },
    { url: 'https://a.test', http2: true },
  ])('may be %o', (target) => {
    expect(problems(target)).toEqual([]);
  });

  it.each([
    [{ connections: 'share' }, 'target.connections must be "user" or "shared" or "new", got "share"'],
    [{ maxConnections: 0 }, 'target.maxConnections must be a whole number of 1 or more, got 0'],
    [{ sourceAddresses: ['eth0'] }, 'target.sourceAddresses[0] must be an IP address of this machine'],
    [{ proxy: 'proxy.test:3128' }, 'target.proxy must be the address of a proxy'],
    [{ http2: 'yes' }, 'target.http2 must be true (over TLS) or "h2c" (without), got "yes"'],
    [{ http2: true }, 'target.http2 is agreed on in the TLS handshake, but "http://a.test" is without TLS'],
    [{ url: 'https://a.test', http2: 'h2c' }, 'target.http2 "h2c" is HTTP/2 without TLS'],
    [{ dns: { addresses: 'all' } }, 'target.dns.addresses must be "first" or "spread", got "all"'],
    [{ dns: {}, socketPath: '/run/service' }, 'target.dns does not go together with socketPath'],
    [{ bandwidth: 'fast' }, 'target.bandwidth must be a bandwidth such as "1MB/s" or "10Mbit/s", got "fast"'],
    [{ bandwidth: '1MB/s', connections: 'shared' }, 'target.bandwidth does not go together with connections: "shared"'],
    [{ http2: 'h2c', pipelining: 2 }, 'target.pipelining does not go together with http2'],
    [{ connections: 'new', pipelining: 2 }, 'target.pipelining does not go together with connections: "new"'],
    [{ proxy: 'http://p.test:1', socketPath: '/run/service' }, 'target.proxy does not go together with socketPath'],
  ])('is wrong with %o', (target, message) => {
    expect(problems(target)).toEqual([expect.stringContaining(message)]);
  });

  it('that users share leaves no user a line of its own', () => {
    const slow = [{ ...users[0], bandwidth: '1MB/s' }] as typeof users;
    const problemsWith = (target: object) =>
      problemsOfSuite({ name: 'shop', target: { url: 'http://a.test', ...target }, users: slow });
    expect(problemsWith({})).toEqual([]);
    expect(problemsWith({ http2: 'h2c' })).toEqual([]);
    expect(problemsWith({ connections: 'shared' })).toMatchObject([{ path: 'users[0].bandwidth' }]);
  });

  it('does not show the password of a proxy that is wrong', () => {
    expect(problems({ proxy: 'https://me:secret@proxy.test' }).join()).not.toContain('secret');
  });
});
