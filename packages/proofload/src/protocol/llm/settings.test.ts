import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { hideSecrets } from '../../units/secrets.ts';
import { LlmSettings, resolveLlm } from './settings.ts';

describe('the settings of a model', () => {
  it('come from the environment, then from the suite, then from nowhere', () => {
    const environment = { OPENAI_BASE_URL: 'https://api.test/v1/', OPENAI_API_KEY: '', OPENAI_MODEL: 'big' };
    const settings = resolveLlm({ model: 'small', apiKey: 'of-the-suite', timeout: '5s' }, environment);
    expect(settings).toMatchObject({
      baseUrl: 'https://api.test/v1',
      model: 'big',
      timeout: '5s',
      rateLimitRetries: 0,
    });
    expect(settings.headers).toEqual({ authorization: 'Bearer of-the-suite' });
    expect(resolveLlm({}, {})).toMatchObject({ baseUrl: '/v1', model: undefined, headers: {} });
  });

  it('keep the key to themselves, wherever they are copied or printed', () => {
    const settings = new LlmSettings({ apiKey: 'sk-very-secret' });
    const shown = [JSON.stringify(settings), inspect(settings, { depth: 9 }), JSON.stringify({ ...settings })].join();
    expect(shown).not.toContain('very-secret');
    resolveLlm({ apiKey: 'sk-very-secret' }, { OPENAI_API_KEY: 'of-the-environment' });
    expect(hideSecrets('not sk-very-secret, of-the-environment')).toBe('not [redacted], [redacted]');
  });

  it('must have an address and prices that are such', () => {
    expect(() => new LlmSettings({ baseUrl: 'api.test/v1' })).toThrow(
      "The address of the language model is 'api.test/v1'; it must begin with http:// or https://, or be a path on the target.",
    );
    expect(() => new LlmSettings({ prices: { m: { input: -1 } } })).toThrow(
      'The price of the model "m" is {"input":-1};',
    );
  });
});
