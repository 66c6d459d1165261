/** nginx as a real peer, where it is installed: a server with a folder of files, on free ports. */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './servers.fixture.ts';

const NGINX = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'].find((file) => existsSync(file));
export const hasNginx = NGINX !== undefined;

/** What stands in `big.txt`. */
export const BIG = 'x'.repeat(3_000_000);

interface Wish {
  /** How many ports it listens on. */
  readonly ports: number;
  /** Its files, by name, beside `big.txt`. */
  readonly files: Readonly<Record<string, string>>;
  /** What stands within `http { }`. */
  readonly http: (folder: string, ...ports: number[]) => string;
}

/** Starts it; whoever does so has to stop it. */
export async function startNginx(wish: Wish): Promise<{ readonly ports: readonly number[]; stop(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-nginx-'));
  const ports: number[] = [];
  while (ports.length < wish.ports) ports.push(await freePort());
  for (const [name, text] of Object.entries({ ...wish.files, 'big.txt': BIG })) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'nginx.conf'), configuration(folder, wish.http(folder, ...ports)));
  const server = spawn(NGINX!, ['-p', folder, '-c', join(folder, 'nginx.conf')], { stdio: 'ignore' });
  const stop = () => {
    server.kill();
    rmSync(folder, { recursive: true });
  };
  await untilListening(ports[0]!);
  return { ports, stop };
}

const configuration = (folder: string, http: string) => `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 64; }
http {
  access_log off;
  client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
  uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
  ${http}
}`;

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
