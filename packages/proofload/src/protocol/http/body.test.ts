import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeBody } from './body.ts';
import type { Part } from './types.ts';

describe('a body', () => {
  it('is none when no option asks for one', () => {
    expect(encodeBody({})).toBeUndefined();
    expect(encodeBody({ json: undefined, body: undefined })).toBeUndefined();
  });

  it('has its length in bytes and its content type', () => {
    expect(encodeBody({ json: { a: 'ü' } })).toEqual({
      body: '{"a":"ü"}',
      length: 10,
      contentType: 'application/json',
    });
    expect(encodeBody({ json: null })?.body).toBe('null');
    expect(encodeBody({ form: { a: 'b c' } })).toMatchObject({
      body: 'a=b+c',
      contentType: 'application/x-www-form-urlencoded',
    });
    expect(encodeBody({ body: '€' })).toMatchObject({ length: 3, contentType: 'text/plain;charset=utf-8' });
    expect(encodeBody({ body: new Uint8Array(5) })).toMatchObject({
      length: 5,
      contentType: 'application/octet-stream',
    });
    expect(encodeBody({ body: '' })).toMatchObject({ body: '', length: 0 });
  });

  it('is refused when there are two', () => {
    expect(() => encodeBody({ json: {}, form: {} })).toThrow('the options have json and form');
  });

  it('is refused when it cannot be written', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    expect(() => encodeBody({ json: cyclic })).toThrow('cannot be written as JSON');
    expect(() => encodeBody({ json: 1n })).toThrow('cannot be written as JSON');
    expect(() => encodeBody({ json: () => 1 })).toThrow('is a function');
    expect(() => encodeBody({ body: { a: 1 } as unknown as string })).toThrow('there is `json`');
  });
});

const parsed = (parts: Record<string, Part | readonly Part[] | undefined>) => {
  const encoded = encodeBody({ multipart: parts });
  return new Response(encoded?.body as Uint8Array<ArrayBuffer>, {
    headers: { 'content-type': encoded?.contentType ?? '' },
  }).formData();
};

describe('a multipart body', () => {
  it('carries fields and files of every form', async () => {
    const form = await parsed({
      title: 'Über',
      pages: 7,
      tags: ['a', 'b'],
      none: undefined,
      raw: new Uint8Array([0, 255, 13, 10]),
      note: { filename: 'a "b".txt', content: 'héllo' },
      image: { filename: 'c.png', type: 'image/png', content: new Uint8Array([1, 2]) },
    });
    expect([...form.keys()]).toEqual(['title', 'pages', 'tags', 'tags', 'raw', 'note', 'image']);
    expect(form.get('title')).toBe('Über');
    expect(form.get('pages')).toBe('7');
    expect(form.getAll('tags')).toEqual(['a', 'b']);
    const [raw, note, image] = ['raw', 'note', 'image'].map((name) => form.get(name) as File);
    expect(raw?.name).toBe('blob');
    expect(new Uint8Array((await raw?.arrayBuffer()) as ArrayBuffer)).toEqual(new Uint8Array([0, 255, 13, 10]));
    expect(note?.name).toBe('a "b".txt');
    expect(await note?.text()).toBe('héllo');
    expect(image?.type).toBe('image/png');
  });

  it('is read by another parser as it was meant, whatever bytes and names it has', async () => {
    const name = fc.string({ minLength: 1, maxLength: 10 }).filter((text) => !text.includes('%'));
    const content = fc.uint8Array({ maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(name, name, content, async (field, filename, bytes) => {
        const form = await parsed({ [field]: { filename, content: bytes } });
        const file = form.get(field) as File;
        expect(file.name).toBe(filename);
        expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array(bytes));
      }),
    );
  });

  it('never has its boundary in its content', async () => {
    const first = encodeBody({ multipart: { a: 'x' } });
    const boundary = first?.contentType.split('boundary=')[1] ?? '';
    const form = await parsed({ a: `--${boundary}\r\n--${boundary}-1--` });
    expect(form.get('a')).toBe(`--${boundary}\r\n--${boundary}-1--`);
  });

  it('says which part is none', () => {
    expect(() => encodeBody({ multipart: { cover: {} as Part } })).toThrow(
      "The part 'cover' of the multipart body is an object",
    );
    const type = 'a/b\r\nx: y';
    expect(() => encodeBody({ multipart: { cover: { type, content: '' } } })).toThrow('is no media type');
  });
});
