import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreError } from './errors.ts';
import { createRunFolder, readFolderName, slug } from './run-folder.ts';

let parent: string;
beforeEach(() => {
  parent = join(mkdtempSync(join(tmpdir(), 'proofload-folder-')), 'runs');
});
afterEach(() => rmSync(join(parent, '..'), { recursive: true, force: true }));

const name = { suite: 'Book shop', commit: 'a1b2c3d4e5f6', startedAt: new Date('2026-11-20T10:00:00.123Z') };

describe('the folder of a run', () => {
  it('is named by number, suite, commit and moment', async () => {
    const { id, path } = await createRunFolder(parent, name);
    expect(id).toBe('0001');
    expect(basename(path)).toBe('0001_book-shop_a1b2c3d4_20261120T100000Z');
    expect(readFolderName(parent, basename(path))).toEqual({ id, path });
  });

  it('says so where there is no commit', async () => {
    const { path } = await createRunFolder(parent, { ...name, commit: undefined });
    expect(basename(path)).toContain('_nocommit_');
  });

  it('follows the highest number, past four digits too, whatever else lies there', async () => {
    mkdirSync(join(parent, '9999_x_y_z'), { recursive: true });
    mkdirSync(join(parent, 'notes'));
    expect((await createRunFolder(parent, name)).id).toBe('10000');
  });

  it('never shares its number with another that begins at the same moment', async () => {
    const folders = await Promise.all(Array.from({ length: 20 }, () => createRunFolder(parent, name)));
    expect(new Set(folders.map(({ id }) => id)).size).toBe(20);
    expect(readdirSync(parent)).toHaveLength(20);
  });

  it('cannot be made below a file, and says where and what to do', async () => {
    writeFileSync(join(parent, '..', 'file'), '');
    const blocked = createRunFolder(join(parent, '..', 'file', 'runs'), name);
    await expect(blocked).rejects.toThrow(StoreError);
    await expect(blocked).rejects.toThrow(/could not make a folder for the run at .*file.* not a folder.*--out DIR/);
  });
});

it('a slug is safe in any file system and stays what it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(slug(text)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(slug(text).length).toBeLessThanOrEqual(40);
      expect(slug(slug(text))).toBe(slug(text));
    }),
  );
});
