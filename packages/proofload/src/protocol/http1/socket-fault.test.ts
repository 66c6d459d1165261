import { describe, expect, it } from 'vitest';
import { ExchangeError } from './errors.ts';
import { type FaultPlace, socketFault } from './socket-fault.ts';

const PLACE: FaultPlace = {
  origin: 'http://api.test:80',
  peer: '10.0.0.1:80',
  isOpen: false,
  sourceAddress: undefined,
};
const SPAN = { startMs: 1, endMs: 2, bytesIn: 0, bytesOut: 0 };

function faultOf(code: string, place: Partial<FaultPlace> = {}) {
  return socketFault({ ...PLACE, ...place }, Object.assign(new Error(`connect ${code}`), { code }));
}

describe('an error of the system', () => {
  it.each([
    ['ECONNREFUSED', 'refused', '10.0.0.1:80 refused'],
    ['EACCES', 'refused', 'does not permit'],
    ['ECONNRESET', 'reset', 'while it was being opened'],
    ['EPIPE', 'reset', 'while it was being opened'],
    ['ETIMEDOUT', 'unreachable', 'did not answer'],
    ['EHOSTUNREACH', 'unreachable', 'no way'],
    ['EMFILE', 'descriptors-exhausted', 'ulimit -n'],
    ['ENFILE', 'descriptors-exhausted', 'ulimit -n'],
    ['EADDRNOTAVAIL', 'ports-exhausted', 'no port left'],
    ['EADDRINUSE', 'ports-exhausted', 'no port left'],
    ['ESOMETHING', 'socket', 'connect ESOMETHING'],
  ])('%s is "%s" and a sentence', (code, kind, words) => {
    const fault = faultOf(code);
    expect(fault.code).toBe(kind);
    expect(fault.message).toContain(words);
    expect(fault.message).toMatch(/^\S.* .*[.?]$/);
  });

  it('tells a reset in mid-answer from one before', () => {
    expect(faultOf('ECONNRESET', { isOpen: true }).message).toContain('before its answer was whole');
  });

  it('tells a source address that is not of this machine from ports that ran out', () => {
    expect(faultOf('EADDRNOTAVAIL', { sourceAddress: '203.0.113.9' })).toMatchObject({
      code: 'socket',
      message: expect.stringContaining('203.0.113.9 is not an address of this machine'),
    });
    expect(faultOf('EADDRNOTAVAIL', { sourceAddress: '127.0.0.5' }).code).toBe('ports-exhausted');
  });

  it('is the fault of the generator when its ports or descriptors ran out', () => {
    const isGenerators = (code: string) => new ExchangeError(faultOf(code), SPAN).generatorsFault;
    expect([isGenerators('EMFILE'), isGenerators('EADDRNOTAVAIL'), isGenerators('ECONNREFUSED')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
