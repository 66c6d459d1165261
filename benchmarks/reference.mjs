/** The reference service as a process of its own, for benchmarks that load it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../scripts/setup.mjs';

const SERVICE = join(root, 'packages', 'reference-service', 'bin', 'service.js');

/**
 * Starts the service on a free port.
 *
 * @param {readonly string[]} flags
 * @returns {Promise<{ url: string, tell: (method: string, path: string, body?: object) => Promise<void>, stop: () => void }>}
 */
export async function startReference(flags) {
  const child = spawn(process.execPath, [SERVICE, '--port', '0', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await new Promise((resolve, reject) => {
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      said += text;
      const [, address] = /listens on (\S+)/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('close', (code) => reject(new Error(`The reference service ended with code ${code}: ${said}`)));
  });
  const tell = async (method, path, body) => {
    const content = { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const answer = await fetch(`${url}${path}`, { method, ...(body === undefined ? {} : content) });
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  };
  return { url, tell, stop: () => child.kill() };
}
