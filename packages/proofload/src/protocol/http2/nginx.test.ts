import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openUser } from '../http/session.fixture.ts';
import { BIG, hasNginx, startNginx } from '../http1/nginx.fixture.ts';
import { authority, leaf } from './servers.fixture.ts';

const http = (folder: string, secure: number, plain: number) => `
  keepalive_requests 20;
  http2_max_concurrent_streams 4;
  server {
    listen 127.0.0.1:${secure} ssl http2;
    listen 127.0.0.1:${plain} http2;
    ssl_certificate ${folder}/cert.pem;
    ssl_certificate_key ${folder}/key.pem;
    location = /json { default_type application/json; return 200 '{"id":7}'; }
    location = /empty { return 204; }
    location = /moved { return 301 /json; }
    location = /cookies { add_header set-cookie $http_cookie; return 200 'ü'; }
    location = /upload { client_max_body_size 10k; proxy_pass http://127.0.0.1:1; }
    location /files/ { alias ${folder}/; }
  }`;

describe.skipIf(!hasNginx)('HTTP/2 with nginx', () => {
  let secure: URL;
  let plain: URL;
  let stop: () => void = () => {};

  beforeAll(async () => {
    const nginx = await startNginx({ ports: 2, files: { 'cert.pem': leaf.cert, 'key.pem': leaf.key }, http });
    stop = nginx.stop;
    secure = new URL(`https://127.0.0.1:${nginx.ports[0]}`);
    plain = new URL(`http://127.0.0.1:${nginx.ports[1]}`);
  });

  afterAll(() => stop());

  it.each(['h2', 'h2c'])('reads all that it answers: %s', async (kind) => {
    const target = kind === 'h2c' ? plain : secure;
    const network = { http2: kind === 'h2c' ? kind : true } as const;
    const { http } = openUser({ baseUrl: target, network, tls: { ca: authority.cert } });
    expect((await http.get('/json', { expect: 200 })).json()).toEqual({ id: 7 });
    expect((await http.get('/empty')).status).toBe(204);
    expect((await http.get('/moved')).json()).toEqual({ id: 7 });
    expect((await http.head('/files/big.txt')).headers.get('content-length')).toBe('3000000');
    expect((await http.get('/files/big.txt')).text()).toBe(BIG);
    const long = `a=${'b'.repeat(6_000)}`;
    const answer = await http.get('/cookies', { headers: { cookie: long } });
    expect([answer.text(), answer.headers.get('set-cookie')]).toEqual(['ü', long]);
    expect((await http.post('/upload', { body: Buffer.alloc(200_000) })).status).toBe(413);
  });

  it('opens another connection whenever it has had enough of one, and loses no request', async () => {
    const { http } = openUser({ baseUrl: secure, network: { http2: true }, tls: { ca: authority.cert } });
    const answers = await Promise.all(Array.from({ length: 100 }, () => http.get('/json')));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 200));
  });
});
