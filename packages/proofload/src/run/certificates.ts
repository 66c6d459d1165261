/** Certificates and keys of a target, given as PEM or as a path, become PEM, which workers and records can be told of. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { TargetPlan } from '../plan/types.ts';
import { SuiteLoadError } from './errors.ts';

/**
 * @param folder - to which paths are relative: the suite's
 * @throws SuiteLoadError naming a file that cannot be read
 */
export async function withCertificates(target: TargetPlan, folder: string): Promise<TargetPlan> {
  const { tls } = target;
  if (tls === undefined) return target;
  const pem = async (option: string, value: string): Promise<string> => {
    if (value.includes('-----BEGIN')) return value;
    const path = resolve(folder, value);
    return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new SuiteLoadError(path, `target.tls.${option}: the file ${path} cannot be read (${error.code}).`);
    });
  };
  const { ca, cert, key } = tls;
  return {
    ...target,
    tls: {
      ...tls,
      ...(ca === undefined ? {} : { ca: await Promise.all([ca].flat().map((each) => pem('ca', each))) }),
      ...(cert === undefined ? {} : { cert: await pem('cert', cert) }),
      ...(key === undefined ? {} : { key: await pem('key', key) }),
    },
  };
}
