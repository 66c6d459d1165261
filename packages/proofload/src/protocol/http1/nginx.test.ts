import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BIG, hasNginx, startNginx } from './nginx.fixture.ts';
import { clientOf, LIMITS, request } from './servers.fixture.ts';

const http = (folder: string, port: number) => `
  keepalive_requests 3;
  server {
    listen 127.0.0.1:${port};
    location = /json { default_type application/json; return 200 '{"id":7}'; }
    location = /empty { return 204; }
    location = /moved { return 301 /json; }
    location = /drop { return 444; }
    location = /upload { client_max_body_size 10k; return 200 'taken'; }
    location /files/ { alias ${folder}/; }
    location = /coded { ssi on; ssi_types *; alias ${folder}/included.txt; }
  }`;

describe.skipIf(!hasNginx)('a client of nginx', () => {
  let origin: URL;
  let stop: () => void = () => {};

  beforeAll(async () => {
    const files = { 'included.txt': 'one <!--#echo var="x" default="two" --> three' };
    const nginx = await startNginx({ ports: 1, files, http });
    stop = nginx.stop;
    origin = new URL(`http://127.0.0.1:${nginx.ports[0]}`);
  });

  afterAll(() => stop());

  it('reads its answers and opens a new connection when it has had enough of one', async () => {
    const client = clientOf(origin);
    const reused: boolean[] = [];
    for (let count = 0; count < 6; count += 1) {
      const response = await client.exchange(request('GET', '/json'), LIMITS);
      expect(response.bodyText()).toBe('{"id":7}');
      expect(response.headers.get('content-type')).toBe('application/json');
      reused.push(response.reused);
    }
    expect(reused).toEqual([false, true, true, false, true, true]);
  });

  it.each([
    ['GET', '/files/big.txt', 200, BIG],
    ['HEAD', '/files/big.txt', 200, ''],
    ['GET', '/coded', 200, 'one two three'],
    ['GET', '/empty', 204, ''],
  ])('reads %s %s', async (method, path, status, body) => {
    const response = await clientOf(origin).exchange(request(method, path), LIMITS);
    expect(response.status).toBe(status);
    expect(response.bodyText() === body).toBe(true);
  });

  it('reads redirects and refusals', async () => {
    const client = clientOf(origin);
    const moved = await client.exchange(request('GET', '/moved'), LIMITS);
    expect([moved.status, moved.headers.get('location')]).toEqual([301, `http://test:${origin.port}/json`]);
    expect((await client.exchange(request('GET', '/files/none'), LIMITS)).status).toBe(404);
    await expect(client.exchange(request('GET', '/drop'), LIMITS)).rejects.toMatchObject({ code: 'early-close' });
  });

  it('reads a part of a file', async () => {
    const head = 'GET /files/big.txt HTTP/1.1\r\nhost: test\r\nrange: bytes=0-4\r\n\r\n';
    const response = await clientOf(origin).exchange({ method: 'GET', head, body: undefined }, LIMITS);
    expect([response.status, response.bodyText()]).toEqual([206, 'xxxxx']);
  });
});
