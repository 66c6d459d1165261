import { describe, expect, it } from 'vitest';
import { ApiError } from '../http/errors.ts';
import { Gatekeeper } from './limits.ts';
import { providerSchema } from './settings.ts';

function refusal(act: () => void): ApiError {
  try {
    act();
  } catch (error) {
    if (error instanceof ApiError) return error;
  }
  throw new Error('Nothing was refused.');
}

describe('rate limits', () => {
  it('let a minute of requests through at once, then tell how long to wait', () => {
    let now = 0;
    const gate = new Gatekeeper(providerSchema.parse({ requestsPerMinute: 60 }), () => now);
    for (let request = 0; request < 60; request++) gate.admit(1);
    expect(refusal(() => gate.admit(1))).toMatchObject({
      status: 429,
      headers: { 'retry-after': '1', 'retry-after-ms': '1000' },
    });
    now = 400;
    expect(refusal(() => gate.admit(1)).headers['retry-after-ms']).toBe('600');
    now = 1000;
    gate.admit(1);
    expect(refusal(() => gate.admit(1)).status).toBe(429);
  });

  it('count tokens apart from requests, and let an oversized request through a full bucket', () => {
    let now = 0;
    const gate = new Gatekeeper(providerSchema.parse({ tokensPerMinute: 600 }), () => now);
    gate.admit(400);
    expect(refusal(() => gate.admit(300)).headers['retry-after']).toBe('10');
    now = 60_000;
    gate.admit(10_000);
    expect(refusal(() => gate.admit(1)).status).toBe(429);
  });

  it('are none unless they are set', () => {
    const gate = new Gatekeeper(providerSchema.parse({}), () => 0);
    for (let request = 0; request < 1000; request++) gate.admit(1e6);
    gate.identify(undefined);
  });
});

describe('an API key', () => {
  it('must be sent where one is set', () => {
    const gate = new Gatekeeper(providerSchema.parse({ apiKey: 'k' }), () => 0);
    gate.identify('Bearer k');
    for (const header of [undefined, 'k', 'Bearer x']) expect(refusal(() => gate.identify(header)).status).toBe(401);
  });
});
