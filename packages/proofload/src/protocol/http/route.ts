/**
 * A method on a target: where it goes, what it is called, and the operations under which it is recorded. Made once for
 * each text that a suite uses, and shared by all virtual users of a worker.
 */
import type { OperationRecorder } from '../../measure/operation-recorder.ts';
import type { Recorder } from '../../measure/recorder.ts';
import type { Tags } from '../../measure/slice.ts';
import type { RawRequest } from '../http1/client.ts';
import { type Address, requestTarget, sendable } from './address.ts';
import { HttpError } from './errors.ts';
import { checkedHead, type Origin } from './origin.ts';
import { type PathPattern, TemplatePath } from './path.ts';
import { plainRequest } from './request.ts';
import type { Path } from './types.ts';

/** Past this many, the routes of a method are forgotten and made anew: somebody puts values into plain texts. */
const KEPT_ROUTES = 4096;

/** Tag sets and names of one route that are found without asking the recorder. */
const KEPT_OPERATIONS = 8;

interface NamedOperation {
  readonly name: string | undefined;
  readonly tags: Tags | undefined;
  readonly operation: OperationRecorder;
}

export class Route {
  readonly methodRoutes: MethodRoutes;
  readonly address: Address;
  readonly origin: Origin;
  /** `GET /books/{}` */
  readonly name: string;
  /** What is sent; of a template, `undefined`. */
  readonly target: string | undefined;
  /** The whole request when nothing is added to it, ready to be sent; of a template, `undefined`. */
  readonly plainRequest: RawRequest | undefined;
  readonly #recorder: Recorder;
  readonly #operations: NamedOperation[] = [];
  #latest: NamedOperation | undefined;
  #next = 0;

  constructor(
    methodRoutes: MethodRoutes,
    address: Address,
    origin: Origin,
    target: string | undefined,
    recorder: Recorder,
  ) {
    this.methodRoutes = methodRoutes;
    this.address = address;
    this.origin = origin;
    this.name = `${methodRoutes.method} ${address.label}`;
    this.target = target;
    this.plainRequest = target === undefined ? undefined : plainRequest(methodRoutes.method, origin, target);
    this.#recorder = recorder;
  }

  /** The operation for a name and tags; the same object as long as both say the same, whatever objects say it. */
  operation(name: string | undefined, tags: Tags | undefined): OperationRecorder {
    const latest = this.#latest;
    if (latest !== undefined && latest.name === name && sameTags(latest.tags, tags)) return latest.operation;
    let found = this.#operations.find((known) => known.name === name && sameTags(known.tags, tags));
    if (found === undefined) {
      const kept = tags && { ...tags };
      found = { name, tags: kept, operation: this.#recorder.operation(name ?? this.name, 'http', kept) };
      this.#operations[this.#next] = found;
      this.#next = (this.#next + 1) % KEPT_OPERATIONS;
    }
    this.#latest = found;
    return found.operation;
  }
}

function sameTags(a: Tags | undefined, b: Tags | undefined): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined) return false;
  let surplus = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    surplus += 1;
  }
  for (const _ in b) surplus -= 1;
  return surplus === 0;
}

/** How routes find their servers. */
export interface RouteTable {
  readonly recorder: Recorder;
  resolve(text: string): Address;
  origin(url: URL | undefined): Origin;
}

/** The routes of one method. */
export class MethodRoutes {
  readonly method: string;
  readonly #table: RouteTable;
  readonly #routes = new Map<string | PathPattern, Route>();

  /** @throws {HttpError} `target` for what is no method */
  constructor(method: string, table: RouteTable) {
    if (method === 'CONNECT') {
      throw new HttpError('target', 'The method CONNECT makes a tunnel, which nothing here could go through.');
    }
    checkedHead(method, '/', 'host', []);
    this.method = method;
    this.#table = table;
  }

  /**
   * The route of a target.
   *
   * @throws {HttpError} `target` when it is none
   */
  of(target: string | Path): Route {
    const key = typeof target === 'string' ? target : patternOf(target);
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    const route = this.#create(key);
    if (this.#routes.size >= KEPT_ROUTES) this.#routes.clear();
    this.#routes.set(key, route);
    return route;
  }

  #create(key: string | PathPattern): Route {
    const table = this.#table;
    const isText = typeof key === 'string';
    const address = table.resolve(isText ? key : key.shown);
    const target = isText ? requestTarget(address, sendable(key)) : undefined;
    return new Route(this, address, table.origin(address.origin), target, table.recorder);
  }
}

function patternOf(target: unknown): PathPattern {
  if (target instanceof TemplatePath) return target.pattern;
  const kind = target === null ? 'null' : typeof target === 'object' ? 'an object' : String(target);
  throw new HttpError(
    'target',
    `The target of a request is ${kind}; it must be a path, an address, or made with http.path.`,
  );
}
