/** The reference service in a process of its own, with what it knows to be true. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';

const program = join(root, 'packages', 'reference-service', 'bin', 'service.js');

/**
 * @template Result
 * @param {readonly string[]} flags of the service
 * @param {(service: { url: string, truth: () => Promise<any> }) => Promise<Result>} use
 * @returns {Promise<Result>}
 */
export async function withService(flags, use) {
  const child = spawn(process.execPath, [program, '--port', '0', '--ground-truth', ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = await once(child.stdout, 'data');
    const url = /http:\/\/\S+/.exec(line)[0];
    return await use({ url, truth: async () => (await fetch(`${url}/__truth`)).json() });
  } finally {
    child.kill();
    await once(child, 'close');
  }
}

/** @param {any} record @param {string} name */
export const operationOf = (record, name) => record.operations.find((operation) => operation.name === name);
