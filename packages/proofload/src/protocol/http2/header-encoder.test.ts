import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HeaderDecoder } from './header-decoder.ts';
import { HeaderEncoder } from './header-encoder.ts';
import { HeadFields, type RequestFields, requestField } from './request-headers.ts';

function encode(encoder: HeaderEncoder, fields: RequestFields): Buffer {
  const out = Buffer.alloc(fields.mostBytes);
  return out.subarray(0, encoder.encode(fields, out, 0));
}

function read(decoder: HeaderDecoder, block: Buffer): string {
  decoder.decode(block, 0, block.length);
  return decoder.text;
}

function fieldsOf(...pairs: readonly (readonly [name: string, value: string])[]): RequestFields {
  return { fields: pairs.map(([name, value]) => requestField(name, value)), mostBytes: 100_000 };
}

const name = fc.constantFrom(':path', 'accept', 'cookie', 'authorization', 'x-one', 'x-two', 'content-type', 'te');
const value = fc.oneof(
  fc.constantFrom('', '/', 'gzip, deflate', 'a=1'),
  fc.array(fc.integer({ min: 0x20, max: 0xff }), { maxLength: 200 }).map((codes) => String.fromCharCode(...codes)),
);
const request = fc.array(fc.tuple(name, value), { maxLength: 12 });

describe('the header block of a request', () => {
  it('says what the request does, of however many, also when the table’s size changes', () => {
    const change = fc.option(fc.constantFrom(0, 40, 256, 4096, 65_536), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(request, change), { maxLength: 8 }), (steps) => {
        const encoder = new HeaderEncoder();
        const decoder = new HeaderDecoder();
        for (const [pairs, bytes] of steps) {
          if (bytes !== undefined) encoder.resize(bytes);
          const lines = pairs.map(([key, said]) => `${key}: ${said}\n`).join('');
          expect(read(decoder, encode(encoder, fieldsOf(...pairs)))).toBe(lines);
        }
      }),
    );
  });

  it('is a byte a field when it has been sent before, but for its path and for secrets', () => {
    const encoder = new HeaderEncoder();
    const head = 'GET /books HTTP/1.1\r\nhost: a.test\r\nuser-agent: proofload\r\nauthorization: Bearer x\r\n\r\n';
    const fields = new HeadFields('https').of({ method: 'GET', head, body: undefined });
    const first = encode(encoder, fields);
    const second = encode(encoder, fields);
    expect(second.length).toBeLessThan(first.length);
    expect(second.toString('hex')).toMatch(/^8204.*87bfbe1f08.*$/);
  });

  it('never has a place in a table for short cookies', () => {
    expect(encode(new HeaderEncoder(), fieldsOf(['cookie', 'a=1']))[0]).toBe(0x1f);
    expect(encode(new HeaderEncoder(), fieldsOf(['cookie', `a=${'1'.repeat(30)}`]))[0]).toBe(0x60);
  });

  it('tells the least and the last size that the table had', () => {
    const encoder = new HeaderEncoder();
    encoder.resize(0);
    encoder.resize(100);
    expect(encode(encoder, fieldsOf([':path', '/'])).toString('hex')).toBe('203f4584');
    expect(encode(encoder, fieldsOf([':path', '/'])).toString('hex')).toBe('84');
  });
});

describe('the fields of a request', () => {
  const of = (head: string) => new HeadFields('http').of({ method: 'GET', head, body: undefined });

  it('begin with those that were its first line', () => {
    const head = 'PUT /a?b HTTP/1.1\r\nX-One: 1\r\nHost: a.test\r\nconnection: close\r\n\r\n';
    expect(of(head).fields.map(({ key }) => key)).toEqual([
      ':method\nPUT',
      ':path\n/a?b',
      ':scheme\nhttp',
      ':authority\na.test',
      'x-one\n1',
    ]);
  });

  it('may not speak of transfer codings, but for trailers', () => {
    expect(() => of('GET / HTTP/1.1\r\nhost: a\r\nte: gzip\r\n\r\n')).toThrow(/header te may say trailers/);
    expect(of('GET / HTTP/1.1\r\nhost: a\r\nTE: trailers\r\n\r\n').fields.at(-1)?.key).toBe('te\ntrailers');
  });

  it('are taken apart once for requests that are alike', () => {
    const heads = new HeadFields('http');
    const request = { method: 'GET', head: 'GET / HTTP/1.1\r\nhost: a\r\n\r\n', body: undefined };
    expect(heads.of(request)).toBe(heads.of({ ...request }));
  });
});
