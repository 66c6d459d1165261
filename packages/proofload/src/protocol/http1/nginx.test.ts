import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientOf, freePort, LIMITS, request } from './servers.fixture.ts';

const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'].find((file) => existsSync(file));
const BIG = 'x'.repeat(3_000_000);

const configuration = (folder: string, port: number) => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  keepalive_requests 3;
  server {
    listen 127.0.0.1:${port};
    location = /json { default_type application/json; return 200 '{"id":7}'; }
    location = /empty { return 204; }
    location = /moved { return 301 /json; }
    location = /drop { return 444; }
    location = /upload { client_max_body_size 10k; return 200 'taken'; }
    location /files/ { alias ${folder}/files/; }
    location = /coded { ssi on; ssi_types *; alias ${folder}/files/included.txt; }
  }
}`;

describe.skipIf(NGINX === undefined)('a client of nginx', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-nginx-'));
  let origin: URL;
  let stop: () => void = () => {};

  beforeAll(async () => {
    const port = await freePort();
    mkdirSync(join(folder, 'files'));
    writeFileSync(join(folder, 'files', 'big.txt'), BIG);
    writeFileSync(join(folder, 'files', 'included.txt'), 'one <!--#echo var="x" default="two" --> three');
    writeFileSync(join(folder, 'nginx.conf'), configuration(folder, port));
    const server = spawn(NGINX!, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
    stop = () => server.kill();
    origin = new URL(`http://127.0.0.1:${port}`);
    await untilListening(port);
  });

  afterAll(() => {
    stop();
    rmSync(folder, { recursive: true });
  });

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

async function untilListening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('connect', () => resolve(socket.destroy() !== undefined));
      socket.on('error', () => resolve(false));
    });
    if (isOpen) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Nothing listens on port ${port}.`);
}
