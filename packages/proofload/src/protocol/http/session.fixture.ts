/** A virtual user that does nothing by itself, with a real recorder to look into, for the tests beside. */
import { onTestFinished } from 'vitest';
import { Recorder } from '../../measure/recorder.ts';
import { SliceReader } from '../../measure/slice-reader.ts';
import { type OperationTally, Tally } from '../../measure/tally.ts';
import type { Caller } from '../caller.ts';
import { now } from '../http1/servers.fixture.ts';
import { type HttpSession, httpSessions } from './session.ts';
import type { HttpTargetOptions } from './target.ts';

/** A caller whose iteration ends when the test says so. */
class TestCaller implements Caller {
  readonly id = 7;
  readonly task = 'browse';
  intendedMs = 0;
  freeMs = 0;
  lastOperation: string | undefined;
  stopped = false;
  /** How long ago the next operation was meant to start, and a user was free for it. */
  late = { intendedMs: 0, freeMs: 0 };
  readonly #settlers: (() => void)[] = [];

  begin(nowMs: number): void {
    this.intendedMs = nowMs - this.late.intendedMs;
    this.freeMs = nowMs - this.late.freeMs;
  }

  settleLater(settle: () => void): void {
    this.#settlers.push(settle);
  }

  endIteration(): void {
    for (const settle of this.#settlers.splice(0)) settle();
  }
}

/** What a test works with. */
interface TestUser {
  readonly http: HttpSession;
  readonly caller: TestCaller;
  /** Ends the iteration and reads everything that was recorded, by name; a test calls it once. */
  recorded(): Recorded;
}

/** What was recorded, by the operation's name. */
interface Recorded {
  readonly names: readonly string[];
  readonly sendLags: number;
  of(name: string): OperationTally;
}

/** A virtual user of the server at an address; its connections end with the test. */
export function openUser(options: Partial<HttpTargetOptions> & Pick<HttpTargetOptions, 'baseUrl'>): TestUser {
  const recorder = new Recorder({ clock: { now }, startMs: now() });
  const caller = new TestCaller();
  const http = httpSessions({ timeoutMs: 10_000, recorder, now, ...options })(caller);
  onTestFinished(() => http.close());
  return { http, caller, recorded: () => read(caller, recorder) };
}

function read(caller: TestCaller, recorder: Recorder): Recorded {
  caller.endIteration();
  const tally = new Tally(Number.POSITIVE_INFINITY);
  const reader = new SliceReader(tally);
  for (const slice of recorder.finish()) reader.add(slice);
  return {
    names: tally.operations.map(({ name }) => name),
    sendLags: tally.generator.sendLag.count,
    of: (name) => {
      const found = tally.operations.find((operation) => operation.name === name);
      if (found === undefined)
        throw new Error(`There is no operation '${name}' in ${tally.operations.map((o) => o.name)}`);
      return found;
    },
  };
}

/** The failures of an operation as `type: message ×count`. */
export function failuresOf({ errors }: OperationTally): readonly string[] {
  return errors.all.map(({ type, message, count }) => `${type}: ${message} ×${count}`);
}
