/** The version of this package, read from its package.json, which lies beside `src` and `dist` alike. */
import { readFileSync } from 'node:fs';

export const VERSION: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version;
