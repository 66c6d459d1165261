/**
 * GraphQL over HTTP: an operation under its own name, and errors in a 200 as the failures that they are.
 * Source: graphql.github.io/graphql-over-http.
 */
import type { Http, HttpResponse } from '../http/types.ts';
import { Answer } from './answer.ts';
import { documentOf, type GraphqlDocument } from './document.ts';
import type { GraphqlOptions, GraphqlResponse } from './types.ts';

const NO_OPTIONS: GraphqlOptions = Object.freeze({});
const ACCEPT = 'application/graphql-response+json, application/json;q=0.9';

/** What is posted. */
interface Question {
  readonly query?: string;
  readonly operationName?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * Sends an operation and records it as `POST /graphql checkout`, by the name that it has in the document
 * (`anonymous` without one). It fails when there is an error in the answer, whatever the status.
 *
 * @param http - of the task's context
 * @param document - a query or mutation, with its fragments
 * @throws {GraphqlError} `document`
 * @example
 * const { data } = await graphql<{ cart: { total: number } }>(
 *   http,
 *   'query checkout($id: ID!) { cart(id: $id) { total } }',
 *   { variables: { id: '7' } },
 * );
 */
export async function graphql<Data = Record<string, unknown>>(
  http: Http,
  document: string,
  options: GraphqlOptions = NO_OPTIONS,
): Promise<GraphqlResponse<Data>> {
  const { operationName, variables, path = '/graphql', persisted = false } = options;
  const source = documentOf(document);
  const { name: found } = source.operation(operationName);
  const name = options.name ?? `POST ${path.replace(/[?#].*$/s, '')} ${found ?? 'anonymous'}`;
  const question: Question = {
    ...(found === undefined ? {} : { operationName: found }),
    ...(variables === undefined ? {} : { variables }),
  };
  if (!persisted) return send(http, path, name, { query: document, ...question }, options);
  const extensions = hashOf(source);
  const answer = await send<Data>(http, path, name, { ...question, extensions }, options, true);
  if (!answer.isUnknownHash) return answer;
  return send(http, path, `${name} (register)`, { query: document, ...question, extensions }, options);
}

function hashOf({ hash }: GraphqlDocument): NonNullable<Question['extensions']> {
  return { persistedQuery: { version: 1, sha256Hash: hash } };
}

/** @param isByHash - the server may not know what is asked, which is then told to it and no failure */
async function send<Data>(
  http: Http,
  path: string,
  name: string,
  question: Question,
  { headers, query, timeout, tags, signal, allowErrors = false }: GraphqlOptions,
  isByHash = false,
): Promise<Answer<Data>> {
  let answer: Answer<Data> | undefined;
  const expect = (response: HttpResponse): string | undefined => {
    answer = new Answer(response);
    return isByHash && answer.isUnknownHash ? undefined : answer.failure(allowErrors);
  };
  const response = await http.post(path, {
    name,
    json: question,
    headers: { accept: ACCEPT, ...headers },
    query,
    timeout,
    tags,
    signal,
    expect,
  });
  return answer ?? new Answer(response);
}
