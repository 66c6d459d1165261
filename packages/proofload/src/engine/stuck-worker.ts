/**
 * A task that never yields, such as a busy loop, keeps its worker from sending, from hearing and from ending. The
 * inspector can pause such a thread all the same, and tells where it is.
 *
 * Chrome DevTools Protocol: `NodeWorker.enable`, then `Debugger.pause` in the session of the worker.
 */
import { readFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { SourceMap } from 'node:module';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

interface CallFrame {
  readonly functionName: string;
  /** From 0. */
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
}

/** What a paused worker says of itself. */
interface Paused {
  /** Innermost first. */
  readonly frames: readonly CallFrame[];
  /** Of the suite's bundle, as the inspector numbers scripts. */
  readonly bundleId: string | undefined;
}

interface InspectorMessage {
  readonly method?: string;
  readonly params?: { readonly callFrames: readonly CallFrame[]; readonly scriptId: string; readonly url: string };
}

const GIVE_UP_MS = 2_000;

/**
 * Where in the suite a worker is right now.
 *
 * @param threadId - of the worker
 * @param bundle - the URL of the suite's bundle
 * @returns `spin (shop.perf.ts:12)`, or `undefined` when it is not in the suite or cannot be paused
 */
export async function whereIs(threadId: number, bundle: string): Promise<string | undefined> {
  const session = new Session();
  session.connect();
  try {
    const paused = await pause(session, threadId, bundle);
    const frame = paused?.frames.find(({ location }) => location.scriptId === paused.bundleId);
    return frame === undefined ? undefined : placeOf(frame, bundle);
  } catch {
    return undefined;
  } finally {
    session.disconnect();
  }
}

/** Pauses the worker for a moment. */
function pause(session: Session, threadId: number, bundle: string): Promise<Paused | undefined> {
  return new Promise((resolve, reject) => {
    let bundleId: string | undefined;
    const timer = setTimeout(() => resolve(undefined), GIVE_UP_MS);
    session.on('NodeWorker.attachedToWorker', ({ params: attached }) => {
      const { sessionId, workerInfo } = attached;
      if (workerInfo.workerId !== String(threadId)) return;
      const tell = (id: number, method: string): Promise<unknown> =>
        session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method }) });
      session.on('NodeWorker.receivedMessageFromWorker', ({ params: received }) => {
        if (received.sessionId !== sessionId) return;
        const { method, params } = JSON.parse(received.message) as InspectorMessage;
        if (method === 'Debugger.scriptParsed' && params?.url === bundle) bundleId = params.scriptId;
        if (method !== 'Debugger.paused') return;
        clearTimeout(timer);
        // A thread that stays paused cannot be terminated.
        tell(3, 'Debugger.resume').then(() => resolve({ frames: params?.callFrames ?? [], bundleId }), reject);
      });
      tell(1, 'Debugger.enable')
        .then(() => tell(2, 'Debugger.pause'))
        .catch(reject);
    });
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }).catch(reject);
  });
}

function placeOf({ functionName, location }: CallFrame, bundle: string): string {
  const path = fileURLToPath(bundle);
  const map = /\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/.exec(readFileSync(path, 'utf8'))?.[1];
  const name = functionName === '' ? 'a function' : functionName;
  if (map === undefined) return name;
  const payload = JSON.parse(Buffer.from(map, 'base64').toString('utf8'));
  const entry = new SourceMap(payload).findEntry(location.lineNumber, location.columnNumber);
  if (!('originalSource' in entry)) return name;
  const source = relative(process.cwd(), resolve(path, '..', entry.originalSource));
  return `${name} (${source}:${entry.originalLine + 1})`;
}
