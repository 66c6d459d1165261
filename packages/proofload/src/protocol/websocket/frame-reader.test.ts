import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader } from './frame-reader.ts';
import { closeFrame, continuation, frame, pingFrame, textFrame } from './frames.fixture.ts';

const MOST_BYTES = 1_000;

/** Feeds pieces to a reader, each in a buffer that is overwritten afterwards, and tells what it told. */
function read(pieces: readonly Uint8Array[], maxMessageBytes = MOST_BYTES): string[] {
  const told: string[] = [];
  const messages: [Buffer, (text: string) => string][] = [];
  const keep = (bytes: Buffer, show: (text: string) => string): void => {
    messages.push([bytes, show]);
    told.push('');
  };
  const reader = new FrameReader(
    {
      onMessage: (bytes, isText) => keep(bytes, (text) => `${isText ? 'text' : 'binary'} ${text}`),
      onPing: (bytes) => keep(bytes, (text) => `ping ${text}`),
      onCloseFrame: (code, reason) => void told.push(`close ${code} ${reason}`),
      onFrameError: ({ closeCode, message }) => void told.push(`${closeCode} ${message}`),
    },
    maxMessageBytes,
  );
  for (const piece of pieces) {
    const buffer = Buffer.concat([piece, Buffer.alloc(3, 0x81)]);
    reader.feed(buffer, piece.length);
    buffer.fill(0);
  }
  // What was handed out is only looked at now, so that it must not be the buffer that was read.
  return told.map((text) => {
    if (text !== '') return text;
    const [bytes, show] = messages.shift()!;
    return show(bytes.toString());
  });
}

const bytes = (...values: number[]): Buffer => Buffer.from(values);

describe('frames', () => {
  it.each([
    ['a text', [textFrame('hello')], ['text hello']],
    ['an empty one', [textFrame('')], ['text ']],
    ['a binary one', [frame({ opcode: 2, payload: Buffer.from('x'), isFinal: true })], ['binary x']],
    ['text of several bytes a character', [textFrame('κόσμε 🎈')], ['text κόσμε 🎈']],
    ['of 125 bytes', [textFrame('a'.repeat(125))], [`text ${'a'.repeat(125)}`]],
    ['of 126 bytes', [textFrame('a'.repeat(126))], [`text ${'a'.repeat(126)}`]],
    ['a length in more bytes than it needs', [bytes(0x81, 126, 0, 1), Buffer.from('x')], ['text x']],
    ['fragments', [textFrame('a', false), continuation('b', false), continuation('c')], ['text abc']],
    ['empty fragments', [textFrame('', false), continuation('', false), continuation('')], ['text ']],
    ['a character cut by fragments', [textFrame('é'), bytes(0x01, 1, 0xc3, 0x80, 1, 0xa9)], ['text é', 'text é']],
    ['a ping', [pingFrame('are you there')], ['ping are you there']],
    ['a pong that nobody asked for', [frame({ opcode: 10, payload: Buffer.from('x'), isFinal: true })], []],
    [
      'a ping between fragments',
      [textFrame('a', false), pingFrame('p'), continuation('b'), textFrame('c')],
      ['ping p', 'text ab', 'text c'],
    ],
    ['a close frame', [closeFrame(1001, 'going'), textFrame('after')], ['close 1001 going']],
    ['a close frame between fragments', [textFrame('a', false), closeFrame(1000)], ['close 1000 ']],
    ['a close frame without a code', [bytes(0x88, 0)], ['close 1005 ']],
    ['codes for everyone’s own use', [closeFrame(4999)], ['close 4999 ']],
  ])('are read: %s', (_, frames, told) => {
    expect(read(frames)).toEqual(told);
    expect(read([Buffer.concat(frames)])).toEqual(told);
    expect(read([...Buffer.concat(frames)].map((byte) => bytes(byte)))).toEqual(told);
  });

  it.each([
    ['a reserved bit', bytes(0xc1, 0), '1002 RSV1 must be clear'],
    ['another', bytes(0x91, 0), '1002 RSV2 and RSV3 must be clear'],
    ['a mask', bytes(0x81, 0x80, 1, 2, 3, 4), '1002 MASK must be clear'],
    ['an opcode of data that is reserved', bytes(0x83, 0), '1002 invalid opcode 3'],
    ['a control opcode that is reserved', bytes(0x8b, 0), '1002 invalid opcode 11'],
    ['a continuation of nothing', continuation('x'), '1002 invalid opcode 0'],
    ['a message within one', Buffer.concat([textFrame('a', false), textFrame('b')]), '1002 invalid opcode 1'],
    ['a ping in fragments', bytes(0x09, 0), '1002 FIN must be set'],
    ['a ping that is too long', bytes(0x89, 126, 0, 126), '1002 invalid payload length 126'],
    ['half a close code', bytes(0x88, 1, 3), '1002 invalid payload length 1'],
    ['a close code that is never sent', closeFrame(1006), '1002 invalid status code 1006'],
    ['a close code out of range', closeFrame(5000), '1002 invalid status code 5000'],
    ['a close code that is reserved', closeFrame(1004), '1002 invalid status code 1004'],
    ['a close reason that is no UTF-8', closeFrame(1000, bytes(0xff)), '1007 invalid UTF-8 sequence'],
    ['text that is no UTF-8', bytes(0x81, 2, 0xc3, 0x28), '1007 invalid UTF-8 sequence'],
    ['text that ends within a character', bytes(0x81, 1, 0xc3), '1007 invalid UTF-8 sequence'],
    ['text with a surrogate', bytes(0x81, 3, 0xed, 0xa0, 0x80), '1007 invalid UTF-8 sequence'],
    ['more than is taken', bytes(0x82, 126, 0x03, 0xe9), '1009 a message of more than 1000 bytes'],
    ['2^63 bytes', bytes(0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0), '1009 a message of more than 1000 bytes'],
    [
      'fragments that are too much together',
      Buffer.concat([textFrame('a'.repeat(600), false), continuation('b'.repeat(401))]),
      '1009 a message of more than 1000 bytes',
    ],
  ])('are refused, and nothing is read behind: %s', (_, wrong, told) => {
    expect(read([wrong, textFrame('after')])).toEqual([told]);
    expect(read([Buffer.concat([wrong, textFrame('after')])])).toEqual([told]);
    expect(read([...wrong].map((byte) => bytes(byte)))).toEqual([told]);
  });

  it('are refused as soon as their first two bytes are there', () => {
    expect(read([bytes(0xff, 0xff)])).toEqual(['1002 RSV1 must be clear']);
  });

  it('of as many bytes as are taken are taken', () => {
    const text = 'x'.repeat(70_000);
    expect(read([textFrame(text)], 70_000)).toEqual([`text ${text}`]);
    expect(read([textFrame(text)], 69_999)).toEqual(['1009 a message of more than 69999 bytes']);
  });

  it('give the same messages however they are fragmented and come in', () => {
    const characters = fc.array(fc.constantFrom('a', 'é', '€', '🎈'), { maxLength: 100 });
    const message = fc.record({
      text: characters.map((all) => all.join('')),
      cuts: fc.array(fc.nat(300), { maxLength: 3 }),
      hasPing: fc.boolean(),
    });
    const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 6 }), sizes, (messages, pieceSizes) => {
        const frames: Buffer[] = [];
        const meant: string[] = [];
        for (const { text, cuts, hasPing } of messages) {
          frames.push(...fragmentsOf(Buffer.from(text), cuts, hasPing));
          if (hasPing && cuts.length > 0) meant.push('ping p');
          meant.push(`text ${text}`);
        }
        expect(read(pieces(Buffer.concat(frames), pieceSizes), 100_000)).toEqual(meant);
      }),
    );
  });
});

function fragmentsOf(payload: Buffer, cuts: readonly number[], hasPing: boolean): Buffer[] {
  const ends = [...cuts.map((cut) => Math.min(cut, payload.length)).sort((a, b) => a - b), payload.length];
  const frames = ends.map((end, index) =>
    frame({
      opcode: index === 0 ? 1 : 0,
      payload: payload.subarray(ends[index - 1] ?? 0, end),
      isFinal: index === ends.length - 1,
    }),
  );
  if (hasPing && cuts.length > 0) frames.splice(1, 0, pingFrame('p'));
  return frames;
}

/** All bytes, cut into pieces of these sizes over and over. */
function pieces(all: Buffer, sizes: readonly number[]): Buffer[] {
  const cut: Buffer[] = [];
  for (let start = 0; start < all.length; ) {
    const size = sizes[cut.length % sizes.length]!;
    cut.push(all.subarray(start, start + size));
    start += size;
  }
  return cut;
}
