import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolBreach } from './faults.ts';
import { FrameReader } from './frame-reader.ts';
import { DATA, END_STREAM, frameText, PADDED, PING, settings } from './frames.ts';

const GREETING = settings([]);

/** What is told of frames that come in pieces of such sizes, one after the other; the body of each stream joined. */
function read(text: string, sizes: readonly number[]): { frames: string[]; bodies: Record<number, string> } {
  const frames: string[] = [];
  const bodies: Record<number, string> = {};
  const reader = new FrameReader({
    onFrame: (type, flags, stream, bytes, start, end) =>
      frames.push(`${type} ${flags} ${stream} ${bytes.toString('latin1', start, end)}`),
    onData: (stream, length) => frames.push(`${stream} has ${length}`),
    onPadding: (stream, bytes) => frames.push(`${stream} wastes ${bytes}`),
    onPiece: (stream, bytes, start, end) => {
      bodies[stream] = (bodies[stream] ?? '') + bytes.toString('latin1', start, end);
    },
    onDataEnd: (stream) => frames.push(`${stream} ends`),
  });
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const end = Math.min(bytes.length, at + (sizes[turn % sizes.length] ?? bytes.length));
    reader.feed(bytes, at, end);
    at = end;
  }
  return { frames, bodies };
}

const payload = fc.string({ unit: 'binary-ascii', maxLength: 300 });
const stream = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const padded = fc.tuple(payload, fc.integer({ min: 0, max: 255 })).map(([text, padding]) => {
  return String.fromCharCode(padding) + text + '\0'.repeat(padding);
});
const frame = fc.oneof<fc.Arbitrary<readonly [type: number, flags: number, stream: number, payload: string]>[]>(
  fc.tuple(fc.integer({ min: 1, max: 255 }), fc.integer({ min: 0, max: 255 }), stream, payload),
  fc.tuple(fc.constant(DATA), fc.constantFrom(0, END_STREAM), stream, payload),
  fc.tuple(fc.constant(DATA), fc.constantFrom(PADDED, PADDED | END_STREAM), stream, padded),
);

describe('frames', () => {
  it('are the same wherever reads begin and end', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 6 }), sizes, (frames, parts) => {
        const text = GREETING + frames.map((each) => frameText(...each)).join('');
        expect(read(text, parts)).toEqual(read(text, [text.length]));
      }),
    );
  });

  it('are told as they were written', () => {
    const { frames, bodies } = read(
      GREETING + frameText(PING, 0, 0, '12345678') + frameText(DATA, END_STREAM | PADDED, 3, '\x02body\0\0'),
      [7],
    );
    expect(frames).toEqual(['4 0 0 ', '6 0 0 12345678', '3 has 7', '3 wastes 3', '3 ends']);
    expect(bodies).toEqual({ 3: 'body' });
  });

  it('begin with settings', () => {
    expect(() => read(frameText(PING, 0, 0, '12345678'), [100])).toThrow('sent something before its settings');
    expect(() => read('HTTP/1.1 400 Bad Request\r\n\r\n', [100])).toThrow(ProtocolBreach);
  });

  it('have no more than 16 KB', () => {
    expect(() => read(GREETING + frameText(PING, 0, 0, '0'.repeat(16_385)), [100_000])).toThrow(/16385 bytes/);
  });

  it('have no more padding than bytes', () => {
    expect(() => read(GREETING + frameText(DATA, PADDED, 1, '\x05abcd'), [100])).toThrow(/more padding/);
    expect(() => read(GREETING + frameText(DATA, PADDED, 1, ''), [100])).toThrow(/more padding/);
  });
});
