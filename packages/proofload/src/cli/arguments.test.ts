import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeArguments } from './arguments.ts';

const flags = [
  { name: 'users', letter: 'u', takesValue: true },
  { name: 'json', letter: undefined, takesValue: true },
  { name: 'quiet', letter: 'q', takesValue: false },
  { name: 'verbose', letter: 'v', takesValue: false },
];

describe('arguments', () => {
  it.each([[['-u50']], [['-u', '50']], [['-u=50']], [['--users=50']], [['--users', '50']]])(
    '%j sets users to 50',
    (args) => {
      expect(normalizeArguments(args, flags)).toEqual(['--users=50']);
    },
  );

  it('may join flags that take no value, and a last one that does', () => {
    expect(normalizeArguments(['-qv'], flags)).toEqual(['--quiet', '--verbose']);
    expect(normalizeArguments(['-qu5'], flags)).toEqual(['--quiet', '--users=5']);
  });

  it.each([
    [['--json', '--quiet']],
    [['--json']],
    [['-u', '-q']],
    [['--users', '-u']],
    [['-u', '']],
    [['--users=']],
    [['-u=', '5']],
  ])('%j is an error: neither a flag nor nothing is a value', (args) => {
    expect(() => normalizeArguments(args, flags)).toThrow(/needs a value/);
  });

  it('takes a negative number as a value, and a lone dash', () => {
    expect(normalizeArguments(['--users', '-5', '--json', '-'], flags)).toEqual(['--users=-5', '--json=-']);
  });

  it('leaves everything after a double dash, and what it does not know, as typed', () => {
    expect(normalizeArguments(['--', '-u', '5'], flags)).toEqual(['--', '-u', '5']);
    expect(normalizeArguments(['--nope', 'x', '-z'], flags)).toEqual(['--nope', 'x', '-z']);
  });

  it('does nothing more when done twice', () => {
    const word = fc.constantFrom('-u5', '--users=3', '-q', '-v', 'suite.ts', '--json=out.json', '--quiet', '-qv');
    fc.assert(
      fc.property(fc.array(word), (args) => {
        const once = normalizeArguments(args, flags);
        expect(normalizeArguments(once, flags)).toEqual(once);
      }),
    );
  });
});
