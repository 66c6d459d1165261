/**
 * The `http` object of a part of something larger (a job's poll, the request for its result): what it sends is recorded
 * under the name and kind of that part, however many different paths it goes to.
 */
import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import type { Tags } from '../../measure/slice.ts';
import type { HttpSession } from './session.ts';
import type { Cookies, Http, HttpResponse, Path, RequestOptions, Scalar } from './types.ts';

export class ScopedHttp implements Http {
  readonly #session: HttpSession;
  readonly #name: string;
  readonly #kind: string;

  /**
   * @param name - of the operation, for requests that have no name of their own
   * @param kind - of the operation, whatever its name
   */
  constructor(session: HttpSession, name: string, kind: string) {
    this.#session = session;
    this.#name = name;
    this.#kind = kind;
  }

  get(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.request('GET', target, options);
  }

  post(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.request('POST', target, options);
  }

  put(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.request('PUT', target, options);
  }

  patch(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.request('PATCH', target, options);
  }

  delete(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.request('DELETE', target, options);
  }

  head(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.request('HEAD', target, options);
  }

  options(target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.request('OPTIONS', target, options);
  }

  request(method: string, target: string | Path, options?: RequestOptions): Promise<HttpResponse> {
    return this.#session.requestIn(this, method, target, { ...options, name: options?.name ?? this.#name });
  }

  path(text: TemplateStringsArray, ...values: readonly Scalar[]): Path {
    return this.#session.path(text, ...values);
  }

  get cookies(): Cookies {
    return this.#session.cookies;
  }

  /** @internal Where a request is recorded. */
  operation(name = this.#name, tags: Tags | undefined): OperationRecorder {
    return this.#session.shared.recorder.operation(name, this.#kind, tags);
  }
}
