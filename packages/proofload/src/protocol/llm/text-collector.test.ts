import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TextCollector } from './text-collector.ts';

const written = (text: string) => Buffer.from(JSON.stringify(text)).subarray(1, -1);

describe('a text that is collected', () => {
  it('is that of its pieces, however they were given', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.boolean())), (pieces) => {
        const collector = new TextCollector();
        for (const [text, isWritten] of pieces) {
          const piece = written(text);
          if (isWritten) collector.add(piece, 0, piece.length);
          else collector.addText(text);
        }
        expect(collector.text).toBe(pieces.map(([text]) => text).join(''));
      }),
    );
  });

  it('keeps together what was cut in the middle of a character', () => {
    const collector = new TextCollector();
    for (const half of ['\\ud83c', '\\udfb2']) collector.add(Buffer.from(half), 0, half.length);
    expect(collector.text).toBe('🎲');
  });

  it('does not grow beyond its limit', () => {
    const collector = new TextCollector(10);
    collector.addText('12345678');
    collector.addText('too much');
    collector.addText('9');
    expect(collector.text).toBe('12345678');
  });

  it('is given as it came when it is not proper JSON', () => {
    const collector = new TextCollector();
    collector.add(Buffer.from('a\nb'), 0, 3);
    expect(collector.text).toBe('a\nb');
  });
});
