import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { makeCertificate } from '../http1/certificates.fixture.ts';
import { httpServer, listen } from '../http1/servers.fixture.ts';
import { failuresOf, openUser } from './session.fixture.ts';

const authority = makeCertificate({ name: 'Test authority' });
const { cert, key } = makeCertificate({ name: '127.0.0.1', hosts: ['127.0.0.1'], issuer: authority });

async function secureServer(requestCert = false): Promise<URL> {
  const server = createServer({ cert, key, ca: authority.cert, requestCert }, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    response.end(subject?.CN ?? 'nobody');
  });
  const url = await listen(server);
  url.protocol = 'https:';
  return url;
}

describe('HTTPS', () => {
  it('works with the authority that the options name, and records its phase once', async () => {
    const { http, recorded } = openUser({ baseUrl: await secureServer(), tls: { ca: authority.cert } });
    const response = await http.get('/');
    expect(response.status).toBe(200);
    expect(response.url).toMatch(/^https:/);
    await http.get('/');
    const { counts } = recorded().of('GET /');
    expect([counts.connect.count, counts.tls.count]).toEqual([1, 1]);
  });

  it('without that authority fails and says why', async () => {
    const { http, recorded } = openUser({ baseUrl: await secureServer() });
    const response = await http.get('/');
    expect(response.error?.code).toBe('tls');
    expect(failuresOf(recorded().of('GET /'))[0]).toMatch(/^tls: The certificate of https:.* authority/);
  });

  it('gives the client certificate to the target, not to other servers', async () => {
    const client = makeCertificate({ name: 'Client', issuer: authority });
    const [baseUrl, other] = [await secureServer(true), await secureServer(true)];
    const { http } = openUser({ baseUrl, tls: { ca: authority.cert, cert: client.cert, key: client.key } });
    expect((await http.get('/')).text()).toBe('Client');
    expect((await http.get(`${other.origin}/`)).status).not.toBe(200);
  });

  it('is left and entered by redirects and whole addresses', async () => {
    const secure = await secureServer();
    const baseUrl = await httpServer((_, response) => response.writeHead(302, { location: secure.href }).end());
    const { http } = openUser({ baseUrl, tls: { ca: authority.cert } });
    expect((await http.get('/')).url).toBe(secure.href);
  });
});
