import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineWidth, paintLine, tone } from './paint.ts';
import { layOut } from './table.ts';
import { cut, displayWidth, pad, plain, shorten, wrap } from './width.ts';

const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.string({ maxLength: 300 }));
const anyWidth = fc.integer({ min: 0, max: 120 });

describe('a text for a terminal', () => {
  it('cannot command it', () => {
    expect(plain('GET /\u001b[31m\r\n\u202eevil')).toBe('GET /�[31m �evil');
    fc.assert(
      fc.property(anyText, (text) => {
        expect(plain(text)).not.toMatch(/\p{Control}|\p{Surrogate}/u);
      }),
    );
  });

  it('is as wide as its characters', () => {
    expect(displayWidth('GET /books')).toBe(10);
    expect(displayWidth('本を買う')).toBe(8);
    expect(displayWidth('e\u0301é')).toBe(2);
    expect(displayWidth('👩‍👩‍👧')).toBe(2);
  });

  it('loses its middle when it is too long, and never takes more room than there is', () => {
    expect(shorten('GET /api/v1/organisations/{}/members', 21)).toBe('GET /api/v…{}/members');
    fc.assert(
      fc.property(anyText, anyWidth, (text, width) => {
        expect(displayWidth(shorten(plain(text), width))).toBeLessThanOrEqual(width);
        expect(displayWidth(cut(plain(text), width))).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('is broken between words, and loses nothing but spaces', () => {
    expect(wrap('try --workers 2 or less', 9)).toEqual(['try', '--workers', '2 or less']);
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 40 }), (text, width) => {
        const lines = wrap(plain(text), width);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(plain(text).replaceAll(' ', ''));
      }),
    );
  });

  it('is filled up on either side', () => {
    expect(pad('本', 4)).toBe('本  ');
    expect(pad('12ms', 6, 'right')).toBe('  12ms');
  });
});

describe('a line', () => {
  it('is painted only where that is allowed, and says the same without colour', () => {
    const line = [tone('✗ FAILED', 'failed'), '  2 of 5 gates   '];
    expect(paintLine(line, { colour: false, columns: 80 })).toBe('✗ FAILED  2 of 5 gates');
    const painted = paintLine(line, { colour: true, columns: 80 });
    expect(painted).toBe('\u001b[1;31m✗ FAILED\u001b[22;39m  2 of 5 gates');
    expect(stripVTControlCharacters(painted)).toBe('✗ FAILED  2 of 5 gates');
  });

  it('can do with ASCII alone', () => {
    expect(paintLine(['✓ 301 → 412µs … 本'], { colour: false, columns: 80, ascii: true })).toBe('+ 301 > 412us ~ ??');
    fc.assert(
      fc.property(anyText, anyWidth, (text, columns) => {
        const written = paintLine([plain(text)], { colour: false, columns, ascii: true });
        expect(written).toMatch(/^[\x20-\x7e]*$/);
        expect(written.length).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('columns', () => {
  const columns = [{ shrinks: true }, { align: 'right' as const }, { align: 'right' as const, optional: 1 }];

  it('are as wide as their widest cell', () => {
    const rows = layOut(
      columns,
      [
        ['GET /', '1', 'a'],
        ['POST /pay', '1,234', 'bb'],
      ],
      80,
    );
    expect(rows.map((row) => paintLine(row, { colour: false, columns: 80 }))).toEqual([
      'GET /          1   a',
      'POST /pay  1,234  bb',
    ]);
  });

  it('leave out what may be left out before they cut what may not', () => {
    const rows = layOut(columns, [['GET /api/organisations/{}/members', '1,234', 'bb']], 24);
    expect(rows.map((row) => paintLine(row, { colour: false, columns: 24 }))).toEqual(['GET /api…/members  1,234']);
  });

  it('are never wider than the room, as long as the columns that stay are not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyText, fc.string({ maxLength: 9 }), anyText)),
        fc.integer({ min: 12, max: 100 }),
        (rows, room) => {
          for (const row of layOut(columns, rows, room)) expect(lineWidth(row)).toBeLessThanOrEqual(room);
        },
      ),
    );
  });
});
