import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ValueForm } from './option-values.ts';
import * as forms from './option-values.ts';

const read = <Value>(form: ValueForm<Value>, text: string) => {
  const reading = form.read(text);
  return 'value' in reading ? reading.value : `${reading.message}. ${reading.hint ?? ''}`.trim();
};

describe('the value of an option', () => {
  it.each<readonly [ValueForm<unknown>, string, unknown]>([
    [forms.whole(1), '50', 50],
    [forms.whole(1), 'five', 'must be a whole number of 1 or more, got "five".'],
    [forms.whole(1), '0', 'must be a whole number of 1 or more, got "0".'],
    [forms.whole(1), '1.5', 'must be a whole number of 1 or more, got "1.5".'],
    [forms.whole(Number.MIN_SAFE_INTEGER), '-5', -5],
    [forms.whole(0, 255), '255', 255],
    [forms.whole(0, 255), '300', 'must be a whole number from 0 to 255, got "300".'],
    [forms.filePrefix, 'out/run', 'out/run'],
    [forms.filePrefix, '-', 'must be what the names of several files begin with, got "-".'],
    [forms.wholeOrAuto(1), 'auto', 'auto'],
    [forms.wholeOrAuto(1), 'all', 'must be "auto" or a whole number of 1 or more, got "all".'],
    [forms.rate, '30/m', 0.5],
    [forms.rate, '0.5', 0.5],
    [forms.rate, '0', 'must be a rate above 0, got "0".'],
    [forms.durationOrAuto, '10', 10_000],
    [forms.durationOrAuto, '1m30s', 90_000],
    [forms.durationOrAuto, 'auto', 'auto'],
    [forms.durationOrAuto, '0', 'must be a duration above 0, got "0".'],
    [forms.duration({ zero: true }), '0', 0],
    [forms.text('FILE'), 'a b', 'a b'],
    [forms.text('FILE'), '', 'must be a text that is not empty, got "".'],
    [forms.address, 'http://127.0.0.1:1', 'http://127.0.0.1:1'],
    [forms.word(['wait', 'drop']), 'drp', 'must be "wait" or "drop", got "drp". Did you mean "drop"?'],
    [forms.toggle, 'true', true],
    [forms.toggle, '0', false],
    [forms.toggle, 'maybe', 'must be "true" or "false", got "maybe".'],
    [forms.arrivals, 'gamma:1.5', { gamma: 1.5 }],
    [forms.stages, '30s:100', [{ durationMs: 30_000, users: 100 }]],
    [
      forms.stages,
      '0:5,1m:100/s',
      [
        { durationMs: 0, users: 5 },
        { durationMs: 60_000, rate: 100 },
      ],
    ],
    [forms.words, 'a, b c', ['a', 'b', 'c']],
    [forms.words, ' ', 'must not be empty, got " ".'],
  ])('%# is read: %s', (form, text, value) => {
    expect(read(form, text)).toEqual(value);
  });

  it.each(['100', '30s', '30s:', '30s:fast', '30s:100:5', 'soon:100', '30s:1.5', '30s:100/x'])(
    'is no stage: %s',
    (text) => {
      expect(read(forms.stages, text)).toContain(`must be a duration and users or a rate, such as "30s:100"`);
    },
  );

  it.each(['gamma:0', 'gamma', 'possion'])('is no spread of arrivals: %s', (text) => {
    expect(read(forms.arrivals, text)).toContain('must be "constant", "poisson" or "gamma:"');
  });

  it('says what durations are accepted', () => {
    expect(read(forms.durationOrAuto, 'soon')).toContain("such as '250ms', '1.5s', '2m' or '1h30m'");
  });

  it('is written so that it is read the same', () => {
    const stage = fc.oneof(
      fc.record({ durationMs: fc.nat(), users: fc.nat() }),
      fc.record({ durationMs: fc.nat(), rate: fc.nat() }),
    );
    fc.assert(
      fc.property(fc.array(stage, { minLength: 1 }), (value) => {
        expect(read(forms.stages, forms.stages.write(value))).toEqual(value);
      }),
    );
    for (const value of ['constant', 'poisson', { gamma: 0.5 }] as const) {
      expect(read(forms.arrivals, forms.arrivals.write(value))).toEqual(value);
    }
    for (const value of ['auto', 1500] as const) {
      expect(read(forms.durationOrAuto, forms.durationOrAuto.write(value))).toEqual(value);
    }
  });
});
