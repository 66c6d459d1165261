import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactText } from './redact.ts';
import { hideSecrets, keepSecret } from './secrets.ts';

const KEY = 'sk+test/SECRETkey-0123456789=abc';

describe('a secret that is known by its value', () => {
  keepSecret(KEY);

  it.each([
    ['as it is', `Incorrect key ${KEY} given`, 'Incorrect key [redacted] given'],
    ['in an address', `/x?k=${encodeURIComponent(KEY)}&n=1`, '/x?k=[redacted]&n=1'],
    ['in JSON', `{"got":"${KEY}","n":1}`, '{"got":"[redacted]","n":1}'],
    ['in base64', `got ${Buffer.from(KEY).toString('base64')}`, 'got [redacted]'],
    ['cut off', `got "${KEY.slice(0, 20)}"…`, 'got "[redacted]"…'],
  ])('is not shown %s', (_, text, hidden) => {
    expect(hideSecrets(text)).toBe(hidden);
  });

  it('is found before what only looks like one', () => {
    expect(redactText(`given: ${KEY}. auth=Bearer ${KEY}`)).not.toContain('SECRET');
  });

  it('stays hidden whatever it stands between', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(hideSecrets(before + KEY + after)).not.toContain(KEY.slice(0, 16));
      }),
    );
  });

  it('is none when it is short, as placeholders are, or empty', () => {
    keepSecret('EMPTY');
    keepSecret('');
    keepSecret(undefined);
    expect(hideSecrets('EMPTY handed')).toBe('EMPTY handed');
  });
});
