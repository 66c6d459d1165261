/** A server of HTTP/2 that says what a test tells it to, byte by byte, and notes what it is told. */
import { createServer } from 'node:net';
import { listen } from '../http1/servers.fixture.ts';
import { FrameReader } from './frame-reader.ts';
import { DATA, END_HEADERS, END_STREAM, frameText, HEADERS, PREFACE, settings } from './frames.ts';

/** A frame that came, or is to be sent; its payload as one byte a character. */
export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: string;
}

/** What a server does when a request has come, on a stream of one of its connections, numbered from 1. */
type Answer = (say: (...frames: readonly string[]) => void, stream: number, connection: number) => void;

interface FrameServer {
  readonly baseUrl: URL;
  /** What clients said, but for their greeting's first line. */
  readonly heard: Frame[];
}

/** @param greeting - what it says first */
export async function frameServer(answer: Answer, greeting: string = settings([])): Promise<FrameServer> {
  const heard: Frame[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    const connection = connections;
    let isGreeted = false;
    const reader = new FrameReader(
      collecting((frame) => {
        heard.push(frame);
        const say = (...frames: readonly string[]) => void socket.write(frames.join(''), 'latin1');
        if (frame.type === HEADERS) answer(say, frame.stream, connection);
      }),
    );
    socket.write(greeting, 'latin1');
    socket.on('data', (bytes) => {
      reader.feed(bytes, isGreeted ? 0 : PREFACE.length, bytes.length);
      isGreeted = true;
    });
  });
  return { baseUrl: await listen(server), heard };
}

/** Puts all frames together, those of DATA without their padding. */
export function collecting(onFrame: (frame: Frame) => void): ConstructorParameters<typeof FrameReader>[0] {
  let data = '';
  let left = 0;
  const endData = (stream: number, flags: number) => {
    onFrame({ type: DATA, flags, stream, payload: data });
    left = -1;
  };
  return {
    onFrame: (type, flags, stream, bytes, start, end) =>
      onFrame({ type, flags, stream, payload: bytes.toString('latin1', start, end) }),
    onData(_, length) {
      data = '';
      left = length;
    },
    onPadding(_, bytes) {
      left -= bytes;
    },
    onPiece(stream, bytes, start, end) {
      data += bytes.toString('latin1', start, end);
      left -= end - start;
      if (left === 0) endData(stream, 0);
    },
    onDataEnd: (stream) => onFrame({ type: DATA, flags: END_STREAM, stream, payload: '' }),
  };
}

/** A header block that spells its fields out, none kept. */
export function block(fields: Readonly<Record<string, string>>): string {
  const text = (value: string) => String.fromCharCode(value.length) + value;
  return Object.entries(fields)
    .map(([name, value]) => `\0${text(name)}${text(value)}`)
    .join('');
}

/** The head of an answer, and no more of it unless the flags say so. */
export function head(stream: number, fields: Readonly<Record<string, string>>, flags = END_HEADERS): string {
  return frameText(HEADERS, flags, stream, block(fields));
}

/** A whole answer. */
export function whole(stream: number, body = 'fine'): string {
  return head(stream, { ':status': '200' }) + frameText(DATA, END_STREAM, stream, body);
}

/** Waits until something is so; a test that waits in vain fails by what it looks at next. */
export async function until(isSo: () => boolean): Promise<void> {
  for (let turn = 0; turn < 400 && !isSo(); turn += 1) await new Promise((resolve) => setTimeout(resolve, 5));
}
