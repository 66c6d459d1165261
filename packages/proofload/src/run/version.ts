/** Proofload's own version. */
import { createRequire } from 'node:module';

const { version: own } = createRequire(import.meta.url)('../../package.json') as { readonly version: string };

export const version: string = own;
