/** nginx as the target: one worker on one core, answering 47 bytes of JSON from memory, with and without TLS. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programPath } from '../scripts/programs.mjs';

const BODY = '{"id":7,"title":"The River","author":"H. Lind"}';
/** Of what is asked to start, in attempts of 50 ms. */
const PATIENCE = 100;
/** Has a program go before all ordinary ones. */
const FIRST = ['chrt', '--rr', '1'];

/**
 * @param {object} options
 * @param {string} options.core the core that nginx is bound to
 * @param {number} [options.connections] the most at once
 * @param {boolean} [options.tls] HTTP/1.1 and HTTP/2 over TLS, as the client wishes, in place of HTTP/1.1
 * @param {boolean} [options.goesFirst] that it goes before all ordinary work of the machine, where that is permitted
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} below its address, `requests` tells how many there were
 */
export async function startNginx({ core, connections = 4096, tls = false, goesFirst = false }) {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-nginx-'));
  const port = await freePort();
  if (tls) makeCertificate(folder);
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration({ folder, port, connections, tls }));
  const bound = ['taskset', '-c', core, programPath('nginx') ?? 'nginx', '-c', file, '-p', folder];
  const [program, ...rest] = goesFirst && mayGoFirst() ? [...FIRST, ...bound] : bound;
  const child = spawn(program, rest, { stdio: 'ignore' });
  await listening(port);
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}/`,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGQUIT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function mayGoFirst() {
  const [program, ...rest] = [...FIRST, 'true'];
  return spawnSync(program, rest).status === 0;
}

function configuration({ folder, port, connections, tls }) {
  const listen = tls ? `${port} ssl http2; ssl_certificate cert.pem; ssl_certificate_key key.pem` : port;
  return `daemon off; worker_processes 1; worker_rlimit_nofile 65536; pid ${folder}/pid; error_log ${folder}/error.log;
    events { worker_connections ${connections}; }
    http { access_log off; keepalive_requests 1000000000; http2_max_concurrent_streams 256;
      client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder};
      uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
      server { listen 127.0.0.1:${listen}; location = /requests { stub_status; } location / { default_type application/json; return 200 '${BODY}'; } } }`;
}

/** A certificate that signs itself: clients are told not to verify it. */
function makeCertificate(folder) {
  const subject = ['-subj', '/CN=127.0.0.1', '-days', '2', '-nodes'];
  const files = ['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')];
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const openssl = programPath('openssl') ?? 'openssl';
  const { status, stderr } = spawnSync(openssl, ['req', '-x509', ...kind, ...subject, ...files], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`openssl could not make a certificate: ${stderr}`);
}

async function listening(port) {
  for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
    if (await takesConnections(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('nginx did not start.');
}

function takesConnections(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
