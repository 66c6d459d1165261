/** `proofload.config.ts` of the working directory: an object of options by name, exported as the default. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { importModule } from '../run/load-suite.ts';

const NAMES = ['proofload.config.ts', 'proofload.config.mts', 'proofload.config.js', 'proofload.config.mjs'];

export interface ConfigFile {
  readonly file: string;
  readonly values: unknown;
}

/**
 * @returns `undefined` where there is none
 * @throws SuiteLoadError when it cannot be read or throws while loading
 */
export async function readConfig(folder: string): Promise<ConfigFile | undefined> {
  for (const file of NAMES) {
    const path = join(folder, file);
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (!exists) continue;
    const { module, bundle } = await importModule(path, 'configuration');
    await bundle.remove();
    return { file, values: module.default };
  }
  return undefined;
}
