import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { huffmanLength, readHuffman, writeHuffman } from './huffman.ts';

const latin1 = fc.array(fc.integer({ min: 0, max: 255 })).map((codes) => String.fromCharCode(...codes));

function encode(text: string): Buffer {
  const out = Buffer.alloc(text.length * 4 + 8);
  return out.subarray(0, writeHuffman(text, out, 0));
}

function decode(bytes: Uint8Array): string | undefined {
  const out = Buffer.alloc(bytes.length * 2);
  const end = readHuffman(bytes, 0, bytes.length, out, 0);
  return end < 0 ? undefined : out.toString('latin1', 0, end);
}

describe('the Huffman code', () => {
  it('is that of RFC 7541, appendix C', () => {
    expect(encode('www.example.com').toString('hex')).toBe('f1e3c2e5f23a6ba0ab90f4ff');
    expect(encode('no-cache').toString('hex')).toBe('a8eb10649cbf');
    expect(encode('custom-value').toString('hex')).toBe('25a849e95bb8e8b4bf');
  });

  it('is read as it was written, whatever the bytes', () => {
    fc.assert(fc.property(latin1, (text) => void expect(decode(encode(text))).toBe(text)));
  });

  it('has the length that is foretold', () => {
    fc.assert(fc.property(latin1, (text) => void expect(encode(text)).toHaveLength(huffmanLength(text))));
  });

  it('is filled up with less than a byte of ones', () => {
    expect(decode(Buffer.from('f1e3c2e5f23a6ba0ab90f4ffff', 'hex'))).toBeUndefined();
    expect(decode(Buffer.from('f1e3c2e5f23a6ba0ab90f4fe', 'hex'))).toBeUndefined();
    expect(decode(Buffer.from('ff', 'hex'))).toBeUndefined();
  });

  it('has no word for the end of the text', () => {
    expect(decode(Buffer.from('3fffffff', 'hex'))).toBeUndefined();
    expect(decode(Buffer.from('ffffffff', 'hex'))).toBeUndefined();
  });
});
