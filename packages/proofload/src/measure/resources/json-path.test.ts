import { describe, expect, it } from 'vitest';
import { numberAt, parseJsonPath } from './json-path.ts';

const at = (document: unknown, path: string) => numberAt(document, parseJsonPath(path)!, path);

describe('a JSON path', () => {
  it('goes through members, elements and quoted keys', () => {
    const document = { queue: { depth: 7 }, pools: [{ 'in.use': 3 }], ok: true };
    expect(at(document, 'queue.depth')).toBe(7);
    expect(at(document, 'pools[0]["in.use"]')).toBe(3);
    expect(at(document, 'ok')).toBe(1);
  });

  it.each(['', '.a', 'a..b', 'a[', 'a[x]', 'a.'])('is not %j', (text) => {
    expect(parseJsonPath(text)).toBeUndefined();
  });

  it('says where there is no number', () => {
    for (const document of [undefined, null, [], { a: 'x' }, { a: { b: null } }, 5]) {
      expect(() => at(document, 'a.b')).toThrow('has no number at a.b');
    }
    expect(() => at({}, 'constructor.length')).toThrow('has no number');
  });
});
