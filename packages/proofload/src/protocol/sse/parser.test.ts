import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EventParser } from './parser.ts';

interface Seen {
  readonly type: string;
  readonly data: string;
  readonly id: string;
}

/** Feeds pieces out of one buffer that is written over each time, as sockets read. */
function parse(pieces: readonly Uint8Array[], maxEventBytes?: number) {
  const seen: Seen[] = [];
  const parser = new EventParser(
    {
      event: (type, bytes, start, end) =>
        seen.push({ type, data: bytes.toString('utf8', start, end), id: parser.lastEventId }),
    },
    maxEventBytes,
  );
  const shared = Buffer.alloc(Math.max(1, ...pieces.map(({ length }) => length)) + 8);
  const results = pieces.map((piece) => {
    shared.fill('data: stale\n\n');
    shared.set(piece, 3);
    return parser.feed(shared, 3, 3 + piece.length);
  });
  return { seen, parser, isReadable: results.every((isGood) => isGood) };
}

const parseText = (text: string) => parse([Buffer.from(text)]);
const dataOf = (text: string) => parseText(text).seen.map(({ data }) => data);

/** The standard's algorithm, word for word, on a whole text. */
function interpret(text: string): readonly Seen[] {
  const seen: Seen[] = [];
  let [data, type, id] = ['', '', ''];
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  // What stands behind the last line end is no line yet.
  for (const line of lines.slice(0, -1)) {
    const colon = line.indexOf(':');
    if (line === '') {
      if (data !== '') seen.push({ type: type || 'message', data: data.slice(0, -1), id });
      [data, type] = ['', ''];
    } else if (colon !== 0) {
      const name = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (name === 'data') data += `${value}\n`;
      else if (name === 'event') type = value;
      else if (name === 'id' && !value.includes('\0')) id = value;
    }
  }
  return seen;
}

describe('server-sent events', () => {
  it('have data, a name and an id', () => {
    expect(parseText('id: 7\nevent: chapter\ndata: one\n\n').seen).toEqual([{ type: 'chapter', data: 'one', id: '7' }]);
  });

  it('are named message when they have no name, and only then', () => {
    expect(parseText('event: a\ndata: 1\n\ndata: 2\n\n').seen.map(({ type }) => type)).toEqual(['a', 'message']);
  });

  it('join the lines of their data', () => {
    expect(dataOf('data: one\ndata:\ndata:  two\n\n')).toEqual(['one\n\n two']);
  });

  it('may have empty data, but none without a line of it', () => {
    expect(dataOf('data\n\ndata:\n\nevent: a\n\n')).toEqual(['', '']);
  });

  it('lose one space behind the colon, and no more', () => {
    expect(dataOf('data:a\n\ndata: b\n\ndata:  c\n\n')).toEqual(['a', 'b', ' c']);
  });

  it('end with lines of any kind', () => {
    expect(dataOf('data: a\r\rdata: b\n\ndata: c\r\n\r\ndata: d\n\r\n')).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keep their id until another is given, also an empty one', () => {
    expect(parseText('id: 1\ndata\n\ndata\n\nid\ndata\n\n').seen.map(({ id }) => id)).toEqual(['1', '1', '']);
  });

  it('take no id with a NUL in it', () => {
    expect(parseText('id: 1\ndata\n\nid: 2\0\ndata\n\n').seen.map(({ id }) => id)).toEqual(['1', '1']);
  });

  it('may ask for a time before the stream is opened again', () => {
    expect(parseText('retry: 2500\n\nretry: soon\n\nretry: -1\n\n').parser.retryMs).toBe(2500);
    expect(parseText('data: 1\n\n').parser.retryMs).toBeUndefined();
  });

  it('may begin with a byte order mark, once', () => {
    expect(dataOf('\ufeffdata: a\n\n\ufeffdata: b\n\n')).toEqual(['a']);
  });

  it('leave out comments and fields that nobody knows', () => {
    expect(dataOf(': comment\ndatum: 1\ndata2: 1\nDATA: 1\ndat\ndata: x\n:\n\n')).toEqual(['x']);
  });

  it('do not count before their empty line has come', () => {
    expect(dataOf('data: a\n')).toEqual([]);
  });

  it('hold any text of UTF-8, however it is split', () => {
    const bytes = Buffer.from('data: größe 🎲\n\n');
    const single = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(parse(single).seen.map(({ data }) => data)).toEqual(['größe 🎲']);
  });

  it('may not be longer than the limit, in one line or in many', () => {
    expect(parse([Buffer.from(`data: ${'x'.repeat(50)}`)], 40).isReadable).toBe(false);
    expect(parse([Buffer.from('data: 12345678\n'.repeat(8))], 40).isReadable).toBe(false);
    expect(parse([Buffer.from('data: 12345678\n\n'.repeat(8))], 40).isReadable).toBe(true);
  });

  it('are the same however the stream is split, and those of the standard', () => {
    const part = fc.constantFrom(
      ...[
        'data',
        'data:',
        'data: ',
        'event: e',
        'id: 1',
        'id',
        'retry: 5',
        ':',
        ' ',
        '\n',
        '\n\n',
        '\r',
        '\r\n',
        'ü',
        'x',
        '\0',
        '\ufeff',
      ],
    );
    const streams = fc.array(part, { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(streams, fc.array(fc.nat(), { maxLength: 12 }), (text, cuts) => {
        const bytes = Buffer.from(text);
        const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((place, index) => bytes.subarray(places[index], place));
        expect(parse(pieces).seen).toEqual(interpret(text));
      }),
      { numRuns: 2_000 },
    );
  });
});
