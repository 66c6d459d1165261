/**
 * `npm run benchmark -- capacity [times]`: lets `proofload capacity` search a service whose capacity is known, 4 servers
 * of 20 ms, so 200 requests a second, down to 2 %, and prints how near it comes each time. The aim is 5 %.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SERVERS = 4;
const SERVICE_MS = 20;
const PORT = 18_471;
const TRUTH = (SERVERS * 1_000) / SERVICE_MS;
const command = fileURLToPath(new URL('../../packages/proofload/bin/proofload.js', import.meta.url));
const server = fileURLToPath(new URL('./queue-server.mjs', import.meta.url));

/** @param {readonly string[]} args */
export async function run([times = '3']) {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-capacity-'));
  const child = spawn(process.execPath, [server, PORT, SERVERS, SERVICE_MS].map(String), { stdio: 'inherit' });
  let worst = 0;
  try {
    await listening();
    for (let time = 1; time <= Number(times); time += 1) {
      const found = search(folder);
      const deviation = found.passing / TRUTH - 1;
      worst = Math.max(worst, Math.abs(deviation));
      const span = `${found.passing}/s passes, ${found.failing}/s fails`;
      console.log(
        `search ${time}: ${span}; ${(deviation * 100).toFixed(1)} % from ${TRUTH}/s, ${found.steps.length} levels`,
      );
      for (const note of found.notes) console.log(`  ${note}`);
    }
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`the farthest from the truth: ${(worst * 100).toFixed(1)} %`);
  process.exitCode = worst <= 0.05 ? 0 : 1;
}

function search(folder) {
  const args = ['capacity', `http://127.0.0.1:${PORT}/`, '--require', 'p95 <100ms', '--precision', '2%', '--json', '-'];
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [command, ...args, '--start', '50/s', '--step', '8s', '--out', folder],
    { encoding: 'utf8', timeout: 600_000 },
  );
  if (status !== 0) throw new Error(`The search ended with code ${status}:\n${stderr}`);
  return JSON.parse(stdout);
}

async function listening() {
  for (;;) {
    const up = await new Promise((resolve) => {
      const socket = connect(PORT, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('close', () => socket.destroy());
      socket.once('connect', () => socket.end());
    });
    if (up) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
