/**
 * The operations of a document. Only as much of the language is read as that takes: words on the outermost level, with
 * strings and comments passed over.
 */
import { createHash } from 'node:crypto';
import { didYouMean } from '../../units/suggest.ts';
import { GraphqlError } from './errors.ts';

/** An operation as a document defines it. */
export interface Operation {
  readonly type: 'query' | 'mutation' | 'subscription';
  /** `undefined` for an anonymous one. */
  readonly name: string | undefined;
}

// document   = { definition }
// definition = [ type [ name ] ] … '{' … '}'        type = 'query' | 'mutation' | 'subscription'
//            | 'fragment' … '{' … '}'
// token      = comment | block string | string | word | bracket | any other character
const TOKEN = /#[^\n\r]*|"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n\r])*"|[_A-Za-z][_0-9A-Za-z]*|[{}()[\]]|[\s\S]/g;
const WORD = /^[_A-Za-z]/;

/**
 * The operations that a document defines, in its order.
 *
 * @example
 * operationsOf('query checkout($id: ID!) { cart(id: $id) { total } }'); // [{ type: 'query', name: 'checkout' }]
 * operationsOf('{ me { name } }'); // [{ type: 'query', name: undefined }]
 */
export function operationsOf(text: string): readonly Operation[] {
  const operations: Operation[] = [];
  let depth = 0;
  let isInside = false;
  // The type of an operation whose name, if any, is the next word.
  let type: Operation['type'] | undefined;
  for (const [token] of text.matchAll(TOKEN)) {
    if (/^[\s,\ufeff#]/.test(token)) continue;
    if (type !== undefined) {
      operations.push({ type, name: WORD.test(token) ? token : undefined });
      type = undefined;
    } else if (!isInside && depth === 0) {
      if (token === 'query' || token === 'mutation' || token === 'subscription') type = token;
      else if (token === '{') operations.push({ type: 'query', name: undefined });
      isInside = WORD.test(token) || token === '{';
    }
    if (/^[{([]$/.test(token)) depth += 1;
    else if (/^[})\]]$/.test(token)) depth -= 1;
    if (token === '}' && depth === 0) isInside = false;
  }
  return operations;
}

/** A document that a suite sends, read once. */
export class GraphqlDocument {
  readonly text: string;
  readonly #operations: readonly Operation[];
  #hash: string | undefined;

  constructor(text: string) {
    this.text = text;
    this.#operations = operationsOf(text);
  }

  /** SHA-256 of the text as UTF-8, in hexadecimal. */
  get hash(): string {
    this.#hash ??= createHash('sha256').update(this.text).digest('hex');
    return this.#hash;
  }

  /**
   * The operation that is meant.
   *
   * @param name - which one; needed when there are several
   * @throws {GraphqlError} `document`
   */
  operation(name: string | undefined): Operation {
    const operations = this.#operations;
    const found = name === undefined ? operations[0] : operations.find((operation) => operation.name === name);
    const names = operations.flatMap((operation) => operation.name ?? []);
    if (operations.length === 0) throw new GraphqlError('document', `The document ${this.#shown} has no operation.`);
    if (found === undefined) {
      const hint = didYouMean(name ?? '', names);
      throw new GraphqlError('document', `The document ${this.#shown} has no operation '${name}'.${hint}`);
    }
    if (name === undefined && operations.length > 1) {
      const sentence = `The document has ${operations.length} operations (${names.join(', ')}): say which one as operationName.`;
      throw new GraphqlError('document', sentence);
    }
    if (found.type === 'subscription') {
      throw new GraphqlError(
        'document',
        `'${found.name}' is a subscription, which goes over WebSocket: see ws.connect.`,
      );
    }
    return found;
  }

  get #shown(): string {
    const line = this.text.replace(/\s+/g, ' ').trim();
    return line.length > 60 ? `'${line.slice(0, 60)}…'` : `'${line}'`;
  }
}

/** More documents than a suite has; past this, somebody puts values into their text, and they are read anew. */
const KEPT_DOCUMENTS = 1_000;
const documents = new Map<string, GraphqlDocument>();

/** The document of a text; the same object for the same text. */
export function documentOf(text: string): GraphqlDocument {
  let document = documents.get(text);
  if (document === undefined) {
    document = new GraphqlDocument(text);
    if (documents.size >= KEPT_DOCUMENTS) documents.clear();
    documents.set(text, document);
  }
  return document;
}
