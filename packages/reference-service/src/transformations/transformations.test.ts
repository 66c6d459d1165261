import { describe, expect, it } from 'vitest';
import { drawItem } from '../images/item.ts';
import { pngSize, renderPng } from '../images/render.ts';
import { useService } from '../service.fixture.ts';

const picture = async (): Promise<string> => {
  const { bytes } = await renderPng(drawItem({ type: 'ring', rarity: 'rare', seed: 1, size: 128 }));
  return Buffer.from(bytes).toString('base64');
};

describe('transformations', () => {
  const service = useService();
  const transform = <T>(kind: string, body: object) => service.json<T>('POST', `/api/v1/transform/${kind}`, body);

  it('turn Markdown into HTML and reshape JSON', async () => {
    expect(await transform('markdown', { markdown: '# Hi' })).toEqual({ html: '<h1>Hi</h1>' });
    expect(await transform('json', { document: [{ a: 1 }], shape: { fields: { b: 'a' } } })).toEqual({
      document: [{ b: 1 }],
    });
  });

  it('resize a picture to the width that is asked for', async () => {
    const small = await transform<{ png: string; width: number; height: number }>('image', {
      png: await picture(),
      width: 40,
    });
    expect([small.width, small.height]).toEqual([40, 40]);
    expect(pngSize(Buffer.from(small.png, 'base64'))).toEqual({ width: 40, height: 40 });
  });

  it('do many at once, and one that fails does not stop the others', async () => {
    const items = [
      { kind: 'markdown', markdown: 'x' },
      { kind: 'image', png: Buffer.from('no picture').toString('base64'), width: 10 },
      { kind: 'image', png: await picture(), width: 10 },
    ];
    const { results, failed } = await transform<{
      results: { kind: string; error?: { code: string }; width?: number }[];
      failed: number;
    }>('batch', { items });
    expect(failed).toBe(1);
    expect(results.map(({ kind, error, width }) => [kind, error?.code ?? width])).toEqual([
      ['markdown', undefined],
      ['image', 'not_a_png'],
      ['image', 10],
    ]);
  });

  it('refuse what is no work for them', async () => {
    for (const [kind, body] of [
      ['markdown', {}],
      ['image', { png: '???', width: 5 }],
      ['json', { document: 1 }],
      ['batch', { items: [{ kind: 'x' }] }],
    ] as const) {
      expect((await service.send('POST', `/api/v1/transform/${kind}`, body)).status).toBe(400);
    }
    expect(service.errors).toEqual([]);
  });
});
