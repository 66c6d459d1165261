import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frameOf } from './frame-writer.ts';

/** A frame of a client, taken apart as RFC 6455, section 5.2 has it. */
function takeApart(opcode: 1 | 2 | 8 | 10, data: string | Uint8Array) {
  const { bytes, start, end, payloadBytes } = frameOf(opcode, data);
  const frame = Buffer.from(bytes.subarray(start, end));
  const shortLength = frame[1]! & 0x7f;
  const headBytes = shortLength < 126 ? 2 : shortLength === 126 ? 4 : 10;
  const length =
    shortLength < 126 ? shortLength : shortLength === 126 ? frame.readUInt16BE(2) : Number(frame.readBigUInt64BE(2));
  const mask = frame.subarray(headBytes, headBytes + 4);
  const payload = Buffer.from(frame.subarray(headBytes + 4).map((byte, index) => byte ^ mask[index % 4]!));
  return { first: frame[0], isMasked: (frame[1]! & 0x80) !== 0, headBytes, length, mask, payload, payloadBytes };
}

describe('a frame', () => {
  it('has its flags, the shortest length, and a payload that the mask gives back', () => {
    const text = fc.array(fc.constantFrom('a', 'é', '€', '🎈'), { maxLength: 100 }).map((all) => all.join(''));
    const data = fc.oneof(text, fc.uint8Array({ maxLength: 300 }));
    fc.assert(
      fc.property(data, fc.constantFrom(1, 2, 8, 10), (content, opcode) => {
        const { first, isMasked, length, payload, payloadBytes } = takeApart(opcode, content);
        const meant = Buffer.from(content as string);
        expect([first, isMasked, length, payloadBytes]).toEqual([0x80 | opcode, true, meant.length, meant.length]);
        expect(payload.equals(meant)).toBe(true);
      }),
    );
  });

  it.each([
    [0, 2],
    [125, 2],
    [126, 4],
    [16_000, 4],
    [16_001, 4],
    [65_535, 4],
    [65_536, 10],
    [300_001, 10],
  ])('of %i bytes has a head of %i', (size, headBytes) => {
    const bytes = Buffer.alloc(size, 'abcdefg');
    for (const data of [bytes, bytes.toString()]) {
      const taken = takeApart(1, data);
      expect([taken.headBytes, taken.length]).toEqual([headBytes, size]);
      expect(taken.payload.equals(bytes)).toBe(true);
    }
  });

  it('leaves what it was given as it was', () => {
    const bytes = Buffer.from('unchanged');
    frameOf(2, bytes);
    const large = Buffer.alloc(100_000, 'x');
    frameOf(2, large);
    expect([bytes.toString(), large.equals(Buffer.alloc(100_000, 'x'))]).toEqual(['unchanged', true]);
  });

  it('has a mask of its own', () => {
    const masks = new Set(Array.from({ length: 5_000 }, () => takeApart(1, 'x').mask.toString('hex')));
    // Two of 5,000 are alike in one of 340 runs of this test.
    expect(masks.size).toBeGreaterThan(4_990);
  });
});
