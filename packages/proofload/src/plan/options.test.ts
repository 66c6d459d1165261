import { describe, expect, it } from 'vitest';
import { OPTION_NAMES, OPTIONS } from './options.ts';

const all = OPTION_NAMES.map((name) => OPTIONS[name]);

describe('the table of options', () => {
  it('derives the variable and the key of the configuration file from the name', () => {
    expect(OPTIONS['spawn-rate']).toMatchObject({
      name: 'spawn-rate',
      variable: 'PROOFLOAD_SPAWN_RATE',
      key: 'spawnRate',
    });
  });

  it('gives each option a name, a variable and a letter of its own', () => {
    for (const member of ['name', 'variable', 'key'] as const) {
      expect(new Set(all.map((option) => option[member])).size).toBe(all.length);
    }
    const letters = all.flatMap(({ letter }) => letter ?? []);
    expect(letters.toSorted().join('')).toBe('EHTikqrtuv');
  });

  it('says of each option what it does, in a sentence', () => {
    for (const { help } of all) expect(help).toMatch(/^[A-Z].*\.$/);
  });
});
