/**
 * A message as it came in.
 */
import { WebSocketError } from './errors.ts';
import type { SocketMessage } from './types.ts';

const EXCERPT_LENGTH = 200;

export class Message implements SocketMessage {
  readonly bytes: Buffer;
  readonly isText: boolean;

  constructor(bytes: Buffer, isText: boolean) {
    this.bytes = bytes;
    this.isText = isText;
  }

  text(): string {
    return this.bytes.toString('utf8');
  }

  json<T = unknown>(): T {
    const text = this.text();
    try {
      return JSON.parse(text) as T;
    } catch (cause) {
      throw new WebSocketError('json', noJson(text), false, cause);
    }
  }
}

function noJson(text: string): string {
  if (text === '') return 'The message is not JSON: it is empty.';
  const excerpt = text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH)}…` : text;
  return `The message is not JSON: ${JSON.stringify(excerpt)}.`;
}
