import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enterSuite, locateFile, triedPlaces } from './suite-files.ts';

let folder = '';
/** A file in the working directory, which is that of the tests. */
const HERE = 'package.json';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-files-'));
  enterSuite(join(folder, 'shop.perf.ts'));
});
afterEach(() => {
  enterSuite(undefined);
  rmSync(folder, { recursive: true });
});

describe('a file that a suite names', () => {
  it('is beside the suite, also where the working directory has one of that name', () => {
    writeFileSync(join(folder, HERE), '');
    expect(locateFile(HERE)).toBe(join(folder, HERE));
    mkdirSync(join(folder, 'data'));
    expect(locateFile('data')).toBe(join(folder, 'data'));
  });

  it('is in the working directory where there is none beside the suite', () => {
    expect(locateFile(HERE)).toBe(resolve(HERE));
  });

  it('is expected beside the suite when it is nowhere, and both places are told', () => {
    expect(locateFile('none.csv')).toBe(join(folder, 'none.csv'));
    const [beside, here] = [join(folder, 'none.csv'), resolve('none.csv')];
    expect(triedPlaces('none.csv')).toBe(`: neither at ${beside} nor, in the working directory, at ${here}`);
  });

  it('is where it says by a full path or an address, and nowhere else', () => {
    const path = join(folder, 'none.csv');
    for (const file of [path, pathToFileURL(path)]) {
      expect(locateFile(file)).toBe(path);
      expect(triedPlaces(file)).toBe('');
    }
  });

  it('is in the working directory for what is no suite, or lies there', () => {
    for (const suite of [undefined, relative(process.cwd(), resolve('shop.perf.ts'))]) {
      enterSuite(suite);
      expect(locateFile('none.csv')).toBe(resolve('none.csv'));
      expect(triedPlaces('none.csv')).toBe('');
    }
  });
});
