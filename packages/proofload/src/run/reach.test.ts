import { type AddressInfo, createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { TargetPlan } from '../plan/types.ts';
import { makeCertificate } from '../protocol/http1/certificates.fixture.ts';
import { InterruptedError } from './errors.ts';
import { checkHealth } from './reach.ts';

describe('the health check before a run', () => {
  it('ends at once when the run is interrupted, though the target does not answer', async () => {
    const interrupt = new AbortController();
    const silent = createServer((socket) => {
      socket.on('error', () => {});
      interrupt.abort();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    await expect(checkHealth({ url, healthCheck: '/health' }, interrupt.signal)).rejects.toThrow(InterruptedError);
  });

  const wrong = (target: Partial<TargetPlan>): Promise<void> =>
    checkHealth({ url: 'http://127.0.0.1:1', healthCheck: undefined, ...target }, new AbortController().signal);

  it.each<[Partial<TargetPlan>, RegExp]>([
    [
      {},
      /cannot be reached: 127\.0\.0\.1:1 refused the connection; is the target running and listening there\? \(--no-h/,
    ],
    [{ healthCheck: '/health' }, /cannot be reached: 127\.0\.0\.1:1 refused the connection;/],
    [{ url: 'http://no-such-host.invalid' }, /cannot be reached: the host name no-such-host\.invalid does not exist/],
    [
      { sourceAddresses: ['192.0.2.1'] },
      /: 192\.0\.2\.1 is not an address of this machine, so no connection can be made/,
    ],
    [{ proxy: 'http://127.0.0.1:2' }, /: the proxy 127\.0\.0\.1:2 refused the connection/],
    [{ socketPath: '/nowhere.sock' }, /: the socket \/nowhere\.sock does not exist; is the target running\?/],
  ])('says of %j what is wrong, and what to do', async (target, sentence) => {
    await expect(wrong(target)).rejects.toThrow(sentence);
  });

  it('makes connections as the load will: an expired certificate is found before it', async () => {
    const { cert, key } = makeCertificate({
      name: '127.0.0.1',
      hosts: ['127.0.0.1'],
      notBefore: new Date(0),
      notAfter: new Date(1e12),
    });
    const server = createTlsServer({ cert, key }).on('tlsClientError', () => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(wrong({ url, tls: { ca: cert } })).rejects.toThrow(
      `cannot be reached: the certificate of ${url} has expired; renew it, or set tls.verify to false.`,
    );
    await expect(wrong({ url, tls: { verify: false } })).resolves.toBeUndefined();
  });
});
