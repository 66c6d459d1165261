import { describe, expect, it } from 'vitest';
import { useService } from '../service.fixture.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}
interface Operation {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: { readonly type?: string } } };
  };
  readonly responses: Readonly<Record<string, unknown>>;
  readonly security?: unknown;
}

describe('the OpenAPI document', () => {
  const service = useService({ groundTruth: true, faults: true });
  const read = () => service.json<Document>('GET', '/openapi.json');

  it('names every operation once, with its path parameters', async () => {
    const { openapi, paths } = await read();
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );
    expect(openapi).toBe('3.1.0');
    expect(operations.length).toBeGreaterThan(50);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { path, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)).toEqual(
        named,
      );
    }
  });

  it('tells bodies, queries, failures and what needs a token', async () => {
    const { paths } = await read();
    expect(paths['/orders']?.post?.security).toEqual([{ accessToken: [] }]);
    expect(Object.keys(paths['/orders']?.post?.responses ?? {})).toEqual(['201', '400', '401', '404', '409']);
    expect(paths['/books']?.get?.parameters.map(({ name, required }) => [name, required])).toEqual([
      ['genre', false],
      ['page', false],
      ['limit', false],
    ]);
    expect(paths['/v1/chat/completions']?.post?.requestBody?.content['application/json'].schema.type).toBe('object');
  });

  it('is shown on a page that needs nothing else', async () => {
    const page = await service.get('/docs');
    expect(page.headers.get('content-type')).toContain('text/html');
    const html = await page.text();
    expect(html).toContain('/v1/chat/completions');
    expect(html).not.toMatch(/<script|src="http|href="http/);
  });
});
