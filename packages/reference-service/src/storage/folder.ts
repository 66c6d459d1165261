/** The folder that a service keeps its data in: the one that was named, or a temporary one that goes with it. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceStartError } from '../options.ts';

export interface DataFolder {
  readonly path: string;
  /** Removes a temporary folder; a named one stays. */
  release(): void;
}

/** @throws ServiceStartError when the folder can be neither found nor made. */
export function openDataFolder(named: string | undefined): DataFolder {
  try {
    if (named !== undefined) {
      mkdirSync(named, { recursive: true });
      return { path: named, release: () => {} };
    }
    const path = mkdtempSync(join(tmpdir(), 'proofload-reference-'));
    return { path, release: () => rmSync(path, { recursive: true, force: true }) };
  } catch (error) {
    const place = named ?? tmpdir();
    throw new ServiceStartError(
      'data_folder',
      `Cannot keep data in ${place}: ${(error as Error).message}. Name a folder that can be written to with --data.`,
      { cause: error },
    );
  }
}
