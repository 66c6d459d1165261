/**
 * Sends the requests of one virtual user to where the settings say.
 */
import { groupedTags } from '../grouping.ts';
import { requestTarget, sendable } from '../http/address.ts';
import { mergeHeaders } from '../http/headers.ts';
import type { Origin } from '../http/origin.ts';
import type { HttpSession } from '../http/session.ts';
import { rejectStopped } from '../stopped.ts';
import { parseBounds } from './bounds.ts';
import { type CallTools, type Dispatch, ModelCall } from './call.ts';
import { priceOf } from './prices.ts';
import type { LlmRecordings } from './recording.ts';
import type { LlmOptions, LlmReply } from './types.ts';

/** What is sent where, and recorded as what. */
export interface Sending {
  /** Below the address of the API. */
  readonly path: string;
  readonly body: unknown;
  /** Of the operation, unless the options name it. */
  readonly name: string;
  readonly kind: 'llm' | 'health';
  readonly model: string;
  readonly isStreamed: boolean;
}

/** What the senders of a worker share. */
export interface SenderTools extends CallTools {
  readonly recordings: LlmRecordings;
}

interface Place {
  readonly origin: Origin;
  readonly target: string;
}

const STREAM_HEADERS = [
  ['accept', 'text/event-stream'],
  ['accept-encoding', 'identity'],
] as const;
const WHOLE_HEADERS = [
  ['accept', 'application/json'],
  ['accept-encoding', 'identity'],
] as const;

export class Sender {
  readonly #tools: SenderTools;
  readonly #http: HttpSession;
  readonly #underway = new Set<ModelCall>();
  readonly #places = new Map<string, Place>();
  #isClosed = false;

  constructor(tools: SenderTools, http: HttpSession) {
    this.#tools = tools;
    this.#http = http;
  }

  /**
   * Sends a request.
   *
   * @param prepare - writes it, which counts in its latency
   */
  send(options: LlmOptions, prepare: () => Sending): Promise<LlmReply> {
    const http = this.#http;
    if (this.#isClosed || http.isOver) return rejectStopped();
    return new Promise((resolve, reject) => {
      const { caller, shared } = http;
      caller.begin(shared.now());
      const sending = prepare();
      const tags = groupedTags(caller, options.tags);
      const operation = shared.recorder.operation(options.name ?? sending.name, sending.kind, tags);
      const recording = this.#tools.recordings.of(operation);
      const dispatch = this.#dispatch(sending, options);
      const forget = (ended: ModelCall): void => void this.#underway.delete(ended);
      const call = new ModelCall(this.#tools, dispatch, caller, operation, recording, { resolve, reject, forget });
      this.#underway.add(call);
      call.send(shared.now());
    });
  }

  /** Ends what waits to be sent again; what is on its way ends with its connection. */
  close(): void {
    this.#isClosed = true;
    for (const call of this.#underway) call.cutOff();
  }

  #dispatch({ path, body, model, isStreamed }: Sending, options: LlmOptions): Dispatch {
    const http = this.#http;
    const { settings } = this.#tools;
    const { origin, target } = this.#placeOf(path);
    const common = mergeHeaders(isStreamed ? STREAM_HEADERS : WHOLE_HEADERS, settings.headers);
    const headers = Object.fromEntries(mergeHeaders(common, options.headers ?? {}));
    return {
      http,
      client: http.clientOf(origin),
      request: http.writeRequest('POST', origin, target, { json: body, headers }),
      isStreamed,
      limitMs: http.shared.timeoutOf(options.timeout ?? settings.timeout),
      retries: options.rateLimitRetries ?? settings.rateLimitRetries,
      bounds: options.bounds && parseBounds(options.bounds),
      price: priceOf(settings.prices, model),
      options,
    };
  }

  #placeOf(path: string): Place {
    let place = this.#places.get(path);
    if (place === undefined) {
      const { shared } = this.#http;
      const address = this.#tools.settings.baseUrl + path;
      const resolved = shared.base.resolve(address);
      place = { origin: shared.origin(resolved.origin), target: requestTarget(resolved, sendable(address)) };
      this.#places.set(path, place);
    }
    return place;
  }
}
