import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HAS_CONTENT_ENCODING, HAS_LOCATION, HAS_SET_COOKIE } from '../http1/header-block.ts';
import { ProtocolBreach } from './faults.ts';
import { CONTENT_LENGTH, STATUS, WRONG } from './field-traits.ts';
import { HeaderDecoder } from './header-decoder.ts';

function decode(decoder: HeaderDecoder, hex: string): string {
  const bytes = Buffer.from(hex.replaceAll(' ', ''), 'hex');
  decoder.decode(bytes, 0, bytes.length);
  return decoder.text;
}

/** The block of fields that are spelled out, none kept. */
function literals(...fields: readonly (readonly [name: string, value: string])[]): Buffer {
  const text = (value: string) => [Buffer.from([value.length]), Buffer.from(value, 'latin1')];
  return Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), ...text(name), ...text(value)]));
}

type Field = readonly [name: string, value: string];

function decoded(...fields: readonly Field[]): HeaderDecoder {
  const decoder = new HeaderDecoder();
  const block = literals(...fields);
  decoder.decode(block, 0, block.length);
  return decoder;
}

describe('a header block', () => {
  it('is decoded as in RFC 7541, appendix C.2', () => {
    const one = (hex: string) => decode(new HeaderDecoder(), hex);
    expect(one('400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572')).toBe('custom-key: custom-header\n');
    expect(one('040c 2f73 616d 706c 652f 7061 7468')).toBe(':path: /sample/path\n');
    expect(one('1008 7061 7373 776f 7264 0673 6563 7265 74')).toBe('password: secret\n');
    expect(one('82')).toBe(':method: GET\n');
  });

  const REQUESTS = [
    ':method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\n',
    ':method: GET\n:scheme: http\n:path: /\n:authority: www.example.com\ncache-control: no-cache\n',
    ':method: GET\n:scheme: https\n:path: /index.html\n:authority: www.example.com\ncustom-key: custom-value\n',
  ];

  it('refers to those before, as in appendix C.3', () => {
    const decoder = new HeaderDecoder();
    const blocks = [
      '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '8286 84be 5808 6e6f 2d63 6163 6865',
      '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
    ];
    expect(blocks.map((hex) => decode(decoder, hex))).toEqual(REQUESTS);
  });

  it('has texts in the Huffman code, as in appendix C.4', () => {
    const decoder = new HeaderDecoder();
    const blocks = [
      '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
      '8286 84be 5886 a8eb 1064 9cbf',
      '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
    ];
    expect(blocks.map((hex) => decode(decoder, hex))).toEqual(REQUESTS);
  });

  const at = (second: number) => `Mon, 21 Oct 2013 20:13:${second} GMT`;
  const RESPONSES = [
    `:status: 302\ncache-control: private\ndate: ${at(21)}\nlocation: https://www.example.com\n`,
    `:status: 307\ncache-control: private\ndate: ${at(21)}\nlocation: https://www.example.com\n`,
    `:status: 200\ncache-control: private\ndate: ${at(22)}\nlocation: https://www.example.com\ncontent-encoding: gzip\nset-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1\n`,
  ];

  it('drives the oldest fields out of a table that is full, as in appendix C.5', () => {
    const decoder = new HeaderDecoder(256);
    const blocks = [
      '4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '4803 3330 37c1 c0bf',
      '88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31',
    ];
    expect(blocks.map((hex) => decode(decoder, hex))).toEqual(RESPONSES);
    expect(decoder.status).toBe(200);
    expect(decoder.traits).toBe(STATUS | HAS_LOCATION | HAS_CONTENT_ENCODING | HAS_SET_COOKIE);
  });

  it('does so with the Huffman code, as in appendix C.6', () => {
    const decoder = new HeaderDecoder(256);
    const blocks = [
      '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
      '4883 640e ffc1 c0bf',
      '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
    ];
    expect(blocks.map((hex) => decode(decoder, hex))).toEqual(RESPONSES);
  });
});

describe('what is known of an answer without a look at its text', () => {
  it('is its status, its length and its marks', () => {
    const { status, contentLength, traits } = decoded([':status', '404'], ['content-length', '12'], ['x', 'y']);
    expect([status, contentLength, traits]).toEqual([404, 12, STATUS | CONTENT_LENGTH]);
  });

  it.each<[what: string, ...fields: readonly Field[]]>([
    ['a name with capitals', [':status', '200'], ['X-One', 'a']],
    ['a name that is none', [':status', '200'], ['a b', 'a']],
    ['a name of nothing', [':status', '200'], ['', 'a']],
    ['another field with a colon', [':status', '200'], [':path', '/']],
    ['a status behind others', ['a', 'b'], [':status', '200']],
    ['two of them', [':status', '200'], [':status', '200']],
    ['a status that is no number', [':status', 'ok!']],
    ['a length that is no number', [':status', '200'], ['content-length', '-1']],
    ['a field about a connection', [':status', '200'], ['transfer-encoding', 'chunked']],
    ['a line feed', [':status', '200'], ['a', 'b\nset-cookie: c']],
    ['a NUL', [':status', '200'], ['a', '\0']],
  ])('is that %s is wrong', (_, ...fields) => {
    expect(decoded(...fields).traits & WRONG).toBe(WRONG);
  });

  it('is no length when there are two', () => {
    expect(decoded([':status', '200'], ['content-length', '1'], ['content-length', '2']).contentLength).toBeNaN();
    expect(decoded([':status', '200'], ['content-length', '1'], ['content-length', '1']).contentLength).toBe(1);
  });
});

describe('a block that cannot be decoded', () => {
  it.each([
    ['a number without a field', 'be'],
    ['the number 0', '80'],
    ['a number without an end', 'ffff'],
    ['a number without bounds', 'ffffffffffffffffff7f'],
    ['a text without an end', '0003 61'],
    ['no text', '00'],
    ['no value', '0001 61'],
    ['a table that is too large', '3fe2 1f'],
    ['a table’s size behind a field', '8820'],
    ['a text that is not in the code', '0081 00 00'],
  ])('is told of: %s', (_, hex) => {
    expect(() => decode(new HeaderDecoder(), hex)).toThrow(/^sent a header block that cannot be decoded: it has /);
  });

  it('is one with more than 64 KB', () => {
    const decoder = new HeaderDecoder();
    const block = Buffer.concat(Array.from({ length: 600 }, () => literals(['name', 'v'.repeat(120)])));
    expect(() => decoder.decode(block, 0, block.length)).toThrow('sent headers of more than 64 KB');
  });

  it('is nothing worse, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 4 }), (blocks) => {
        const decoder = new HeaderDecoder();
        try {
          for (const block of blocks) decoder.decode(Buffer.from(block), 0, block.length);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolBreach);
        }
      }),
    );
  });
});
