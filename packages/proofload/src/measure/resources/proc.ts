/** The processes of this machine as Linux tells of them in `/proc`; see proc(5). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** One process, as far as it concerns who belongs together. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** Processor time of it and of its children that have ended, in seconds. */
  readonly cpuSeconds: number;
  readonly threads: number;
}

/** Bytes in and out of the network interfaces that a process sees. */
export interface NetworkBytes {
  readonly received: number;
  readonly sent: number;
}

/** `USER_HZ`, which Linux fixes for user space on all of its common architectures. */
const TICKS_PER_SECOND = 100;

/** Where processes are told of. */
export const PROC = '/proc';

/** All processes; `undefined` where the system does not tell. */
export function readProcesses(root = PROC): readonly ProcessEntry[] | undefined {
  let names: readonly string[];
  try {
    names = readdirSync(root);
  } catch {
    return undefined;
  }
  return names.filter((name) => /^\d+$/.test(name)).flatMap((name) => readProcess(Number(name), root) ?? []);
}

/** One process; `undefined` for one that has ended. */
function readProcess(pid: number, root: string): ProcessEntry | undefined {
  const text = readText(`${root}/${pid}/stat`);
  return text === undefined ? undefined : parseStat(pid, text);
}

/**
 * A line of `/proc/PID/stat`. The second field is the program's name in brackets and may hold anything, brackets and
 * spaces too, so that fields are counted from the last bracket: state, parent, group …
 */
export function parseStat(pid: number, text: string): ProcessEntry | undefined {
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parent = Number.NaN, group = Number.NaN, threads = Number.NaN] = [fields[1], fields[2], fields[17]];
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + field, 0);
  if (![parent, group, threads, ticks].every(Number.isFinite)) return undefined;
  return { pid, parent, group, threads, cpuSeconds: ticks / TICKS_PER_SECOND };
}

/** The words that a process was started with, in one line; empty for the kernel's own. */
export function commandOf(pid: number, root = PROC): string {
  return (readText(`${root}/${pid}/cmdline`) ?? '').replaceAll('\0', ' ').trim();
}

/** Resident memory in bytes; `undefined` for a process that has ended. */
export function residentBytes(pid: number, root = PROC): number | undefined {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readText(`${root}/${pid}/status`) ?? '') ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1_024;
}

/** Open descriptors; `undefined` where another user's are not shown. */
export function descriptorCount(pid: number, root = PROC): number | undefined {
  try {
    return readdirSync(`${root}/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}

/**
 * The network of a process that has one of its own, in a container for instance; `undefined` for one that shares it
 * with this process, since its interfaces then carry everybody's bytes, the load generator's among them.
 */
export function ownNetwork(pid: number, root = PROC): NetworkBytes | undefined {
  try {
    if (readlinkSync(`${root}/${pid}/ns/net`) === readlinkSync(`${root}/self/ns/net`)) return undefined;
  } catch {
    return undefined;
  }
  const text = readText(`${root}/${pid}/net/dev`);
  return text === undefined ? undefined : parseNetwork(text);
}

/** `/proc/PID/net/dev`: a line for each interface, bytes received first and bytes sent ninth; loopback is left out. */
export function parseNetwork(text: string): NetworkBytes {
  const lines = text.split('\n').flatMap((line) => {
    const [, name, numbers = ''] = /^\s*([^:\s]+):\s*(.*)$/.exec(line) ?? [];
    return name === undefined || name === 'lo' ? [] : [numbers.split(/\s+/).map(Number)];
  });
  const sum = (column: number): number => lines.reduce((total, line) => total + (line[column] ?? 0), 0);
  return { received: sum(0), sent: sum(8) };
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}
