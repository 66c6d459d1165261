/**
 * An event as it came in.
 */
import { SseError } from './errors.ts';
import type { ServerEvent } from './types.ts';

const EXCERPT_LENGTH = 200;

export class ReceivedEvent implements ServerEvent {
  readonly type: string;
  readonly data: string;
  readonly id: string;

  constructor(type: string, data: string, id: string) {
    this.type = type;
    this.data = data;
    this.id = id;
  }

  json<T = unknown>(): T {
    const { data } = this;
    try {
      return JSON.parse(data) as T;
    } catch (cause) {
      const excerpt = data.length > EXCERPT_LENGTH ? `${data.slice(0, EXCERPT_LENGTH)}…` : data;
      const what = data === '' ? 'it is empty' : JSON.stringify(excerpt);
      throw new SseError('json', `The data of the event '${this.type}' is not JSON: ${what}.`, false, cause);
    }
  }
}
