import { describe, expect, it } from 'vitest';
import { reshape } from './reshape.ts';

const shop = {
  shop: {
    items: [
      { id: 2, info: { name: 'b', genre: 'x' } },
      { id: 10, info: { name: 'a', genre: 'y' } },
      { id: 1, info: { name: 'c', genre: 'x' } },
    ],
  },
};

describe('JSON', () => {
  it('is taken from a path, narrowed, renamed and sorted', () => {
    expect(
      reshape(shop, {
        from: 'shop.items',
        where: { path: 'info.genre', in: ['x'] },
        fields: { key: 'id', title: 'info.name' },
        sortBy: 'key',
      }),
    ).toEqual([
      { key: 1, title: 'c' },
      { key: 2, title: 'b' },
    ]);
  });

  it('is sorted downwards and as numbers where they are numbers', () => {
    expect(reshape(shop, { from: 'shop.items', fields: { id: 'id' }, sortBy: '-id' })).toEqual([
      { id: 10 },
      { id: 2 },
      { id: 1 },
    ]);
  });

  it('is grouped by a value', () => {
    expect(reshape(shop, { from: 'shop.items', fields: { id: 'id', genre: 'info.genre' }, groupBy: 'genre' })).toEqual({
      x: [
        { id: 2, genre: 'x' },
        { id: 1, genre: 'x' },
      ],
      y: [{ id: 10, genre: 'y' }],
    });
  });

  it('has null where a path leads nowhere, not what is built into objects', () => {
    expect(reshape({ a: 1 }, { fields: { b: 'x.y', c: 'constructor', d: 'a.b' } })).toEqual([
      { b: null, c: null, d: null },
    ]);
    expect(reshape({ a: 1 }, { from: 'nowhere' })).toEqual([undefined]);
  });
});
