/** Certificates and keys of a target, given as PEM or as a path, become PEM, which workers and records can be told of. */
import { readFile } from 'node:fs/promises';
import type { TargetPlan } from '../plan/types.ts';
import { locateFile, triedPlaces } from '../units/suite-files.ts';
import { SuiteLoadError } from './errors.ts';

/**
 * @throws SuiteLoadError naming a file that cannot be read
 */
export async function withCertificates(target: TargetPlan): Promise<TargetPlan> {
  const { tls } = target;
  if (tls === undefined) return target;
  const pem = async (option: string, value: string): Promise<string> => {
    if (value.includes('-----BEGIN')) return value;
    const path = locateFile(value);
    return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? `is not there${triedPlaces(value)}` : `cannot be read (${error.code})`;
      throw new SuiteLoadError(path, `target.tls.${option}: the file ${value} ${why}.`);
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
