/**
 * Where no core is free, a worker that wakes up waits for one, for milliseconds and whatever its niceness: the system
 * weighs that only within a session, a container or a service, and others' work is in another. So, where it is permitted
 * (as root, or with CAP_SYS_NICE), it is then made a real-time thread of the lowest rank, `SCHED_RR` 1 of sched(7), which
 * goes before all ordinary ones. Node.js has no call for that; `chrt` of util-linux does it.
 *
 * p99 of the send lag at 1,000/s with a busy loop on each of 2 cores: 1.1 to 1.7 ms, in place of 4 to 60.
 */
import { execFile } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/** Of util-linux: changes the scheduling of a thread that runs. */
const CHANGER = 'chrt';
const REAL_TIME = ['--rr', '1'] as const;
const ORDINARY = ['--other', '0'] as const;
/** Of proc(5)'s fields of a thread, counted after its name, which may have blanks: its rank, 0 if it is an ordinary one. */
const RANK_FIELD = 37;

/** The system's number of the calling thread; `undefined` where it does not tell: elsewhere than on Linux. */
export function ownThread(): number | undefined {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    return Number.isInteger(thread) ? thread : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the calling thread is a real-time one. */
export function isRealTime(): boolean {
  try {
    const fields = readFileSync('/proc/thread-self/stat', 'latin1').split(') ').at(-1)?.split(' ');
    return Number(fields?.[RANK_FIELD]) > 0;
  } catch {
    return false;
  }
}

/**
 * Makes a thread a real-time one, or ordinary again, in some milliseconds; where that is not permitted all stays as it
 * is. To be called by another thread, which is held up meanwhile: a process is started.
 *
 * @param thread - see {@link ownThread}
 */
export function setRealTime(thread: number, wanted: boolean): void {
  const [policy, rank] = wanted ? REAL_TIME : ORDINARY;
  // What the thread starts is not to be a real-time one too.
  const reset = wanted ? ['--reset-on-fork'] : [];
  execFile(CHANGER, [...reset, policy, '--pid', rank, `${thread}`], () => {});
}
