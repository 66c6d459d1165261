/** Runs the command as a user would, and reads the record that it leaves. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../scripts/setup.mjs';

const command = join(root, 'packages', 'proofload', 'bin', 'proofload.js');

/**
 * @param {readonly string[]} args of the command; a suite's source comes first with `{ suite }`
 * @param {{ suite?: string, watch?: (pid: number) => void, core?: string }} options
 * @returns {Promise<{ record: any, code: number | null, peakBytes: number, cpuSeconds: number }>}
 */
export async function proofload(args, options = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'proofload-benchmark-'));
  try {
    const out = join(folder, 'run.json');
    const all = [...args, '--json', out, '--out', join(folder, 'store'), '-q'];
    if (options.suite !== undefined) {
      writeFileSync(join(folder, 'suite.perf.ts'), options.suite);
      all.splice(1, 0, join(folder, 'suite.perf.ts'));
    }
    const pinned = options.core === undefined ? [] : ['taskset', '-c', options.core];
    const [program, ...rest] = [...pinned, process.execPath, command, ...all];
    const child = spawn(program, rest, { cwd: folder, stdio: 'ignore' });
    let peakBytes = 0;
    let cpuSeconds = 0;
    const timer = setInterval(() => {
      peakBytes = Math.max(peakBytes, residentBytes(child.pid));
      cpuSeconds = Math.max(cpuSeconds, processorSeconds(child.pid));
    }, 250);
    const code = await new Promise((resolve) => child.once('close', resolve));
    clearInterval(timer);
    return { record: JSON.parse(readFileSync(out, 'utf8')), code, peakBytes, cpuSeconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `VmRSS` of proc(5), in bytes; 0 once the process is gone. */
function residentBytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Of all its threads: `utime` and `stime` of proc(5), in ticks of a hundredth of a second; 0 once the process is gone. */
export function processorSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

/** @param {readonly string[]} args @param {string} name @param {number} fallback */
export function numberOption(args, name, fallback) {
  const at = args.indexOf(name);
  return at < 0 ? fallback : Number(args[at + 1]);
}
