/** Other people's work: a loop on each core that never sleeps, of ordinary priority, in a session of its own. */
import { spawn } from 'node:child_process';

/** How long until the system has spread what runs over the cores, in ms. */
const SETTLE_MS = 500;

/** @param {number} cores @param {number} seconds at most @returns {Promise<{ stop: () => void }>} */
export async function keepBusy(cores, seconds) {
  const loop = `for (const end = Date.now() + ${seconds * 1_000}; Date.now() < end; );`;
  const loops = Array.from({ length: cores }, (_, core) =>
    spawn('taskset', ['-c', `${core}`, process.execPath, '-e', loop], { stdio: 'ignore', detached: true }),
  );
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  return {
    stop() {
      for (const loop of loops) loop.kill('SIGKILL');
    },
  };
}
