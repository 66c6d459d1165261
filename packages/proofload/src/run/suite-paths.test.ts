import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { enterSuite } from '../units/suite-files.ts';
import { withCertificates } from './certificates.ts';
import { startTarget } from './process-target.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'proofload-paths-'));
  enterSuite(join(folder, 'shop.perf.ts'));
});
afterEach(() => {
  enterSuite(undefined);
  rmSync(folder, { recursive: true });
});

const target = { url: 'https://127.0.0.1:1', healthCheck: undefined };
const bothPlaces = (name: string) =>
  `: neither at ${join(folder, name)} nor, in the working directory, at ${resolve(name)}.`;

describe('what a target names of its files', () => {
  it('is its certificates, as text or beside the suite', async () => {
    writeFileSync(join(folder, 'ca.pem'), '-----BEGIN CERTIFICATE-----');
    const { tls } = await withCertificates({ ...target, tls: { ca: 'ca.pem', cert: '-----BEGIN OTHER-----' } });
    expect(tls).toEqual({ ca: ['-----BEGIN CERTIFICATE-----'], cert: '-----BEGIN OTHER-----' });
  });

  it('tells where a certificate that is missing was looked for', async () => {
    const read = withCertificates({ ...target, tls: { key: 'key.pem' } });
    await expect(read).rejects.toThrow(`target.tls.key: the file key.pem is not there${bothPlaces('key.pem')}`);
  });

  it('tells where the folder of its command was looked for', async () => {
    const start = startTarget({ ...target, cwd: 'service' }, 'true', new AbortController().signal);
    await expect(start).rejects.toThrow(`target.cwd: there is no folder service${bothPlaces('service')}`);
  });
});
