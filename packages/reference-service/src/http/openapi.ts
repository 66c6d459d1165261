/** The OpenAPI 3.1 document of the declared routes, and the page at `/docs` that shows it without any other server. */
import { z } from 'zod';
import { escapeHtml } from './html.ts';
import { type Route, route } from './route.ts';

type Json = Record<string, unknown>;

const ERROR_SCHEMA: Json = {
  type: 'object',
  required: ['error'],
  properties: {
    error: {
      type: 'object',
      required: ['message', 'code'],
      properties: {
        message: { type: 'string' },
        type: { type: 'string' },
        code: { type: 'string' },
        problems: {
          type: 'array',
          items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' } } },
        },
      },
    },
  },
};

function schemaOf(type: z.ZodType): Json {
  // The $schema key names a dialect that OpenAPI 3.1 has as its default.
  const { $schema, ...schema } = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' });
  return schema;
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function queryParameters(query: z.ZodType | undefined): Json[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(query) as { properties?: Json; required?: string[] };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function operation({ summary, subject, body, query, secured, answers, path, method }: Route): Json {
  const isChecked = body !== undefined || query !== undefined;
  const all: Record<string, string> = {
    ...answers,
    ...(isChecked && { 400: 'The request is not as it should be; all problems are listed.' }),
    ...(secured && { 401: 'The access token is missing or not valid.' }),
  };
  const failure = { content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } } };
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^a-zA-Z0-9]+(\w?)/g, (_, next: string) => next.toUpperCase())}`,
    summary,
    tags: [subject],
    parameters: [...pathParameters(path), ...queryParameters(query)],
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: schemaOf(body) } } } }),
    ...(secured && { security: [{ accessToken: [] }] }),
    responses: Object.fromEntries(
      Object.entries(all).map(([status, description]) => [
        status,
        { description, ...(Number(status) >= 400 && failure) },
      ]),
    ),
  };
}

/** @example openApiDocument(routes, '0.1.0').paths['/books/{id}'].get.summary */
function openApiDocument(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const declared of routes) {
    const path = declared.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [declared.method.toLowerCase()]: operation(declared) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Proofload reference service',
      version,
      description: 'A real service to test load generators against.',
    },
    tags: [...new Set(routes.map(({ subject }) => subject))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Error: ERROR_SCHEMA },
      securitySchemes: { accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function docsPage(routes: readonly Route[]): string {
  const rows = routes.map(
    ({ method, path, summary, answers }) =>
      `<tr><td><code>${method}</code></td><td><code>${escapeHtml(path)}</code></td><td>${escapeHtml(summary)}.</td><td>${Object.keys(answers).join(', ')}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Proofload reference service</title>
<style>:root{color-scheme:light dark}body{font:16px/1.5 system-ui;margin:2rem auto;max-width:70rem;padding:0 1rem}td{padding:.2rem .6rem;vertical-align:top;border-top:1px solid #8884}</style>
<h1>Proofload reference service</h1><p>The machine-readable form is <a href="/openapi.json">openapi.json</a>.</p>
<table><thead><tr><th>Method<th>Path<th>What for<th>Answers</thead><tbody>${rows.join('\n')}</tbody></table></html>`;
}

/** `/docs` and `/openapi.json`, which describe the given routes and are made once. */
export function documentationRoutes(routes: readonly Route[], version: string): readonly Route[] {
  const subject = 'documentation';
  const page = docsPage(routes);
  const document = JSON.stringify(openApiDocument(routes, version));
  return [
    route({
      method: 'GET',
      path: '/docs',
      subject,
      summary: 'The endpoints as a page',
      answers: { 200: 'HTML.' },
      handle: ({ c }) => c.html(page),
    }),
    route({
      method: 'GET',
      path: '/openapi.json',
      subject,
      summary: 'The endpoints as an OpenAPI 3.1 document',
      answers: { 200: 'JSON.' },
      handle: ({ c }) => c.body(document, 200, { 'content-type': 'application/json' }),
    }),
  ];
}
