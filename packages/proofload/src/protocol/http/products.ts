/**
 * What an answer produced: how many products it holds, whether it has the content type and size that it should, and
 * whether the same key gave the same bytes.
 */
import { createHash } from 'node:crypto';
import { formatBound, type LimitBound, parseBound, satisfies } from '../../units/bound.ts';
import { UnitError } from '../../units/error.ts';
import { formatSize } from '../../units/size.ts';
import type { RawResponse } from '../http1/client.ts';
import type { Call } from './call.ts';
import { HttpError } from './errors.ts';
import type { Failure } from './outcome.ts';
import type { CallResponse } from './response.ts';
import type { RequestOptions } from './types.ts';

/** The trend of an operation that holds how many products each answer had: its sum is their number. */
export const PRODUCTS = 'products';

/** Past this many keys no further ones are held against one another. */
const MOST_PRINTS = 100_000;

/** Whether anything is asked of what an answer produces. */
export function makesProduct({ produces, type, size, identical }: RequestOptions): boolean {
  return produces !== undefined || type !== undefined || size !== undefined || identical !== undefined;
}

/** Looks at the products of all virtual users of a worker. */
export class Products {
  /** Of the first answer for each key, by operation. */
  readonly #prints = new Map<string, string>();
  readonly #sizes = new Map<string, LimitBound>();

  /**
   * Counts what an answer produced.
   *
   * @returns why it is wrong; `undefined` when it is right
   */
  inspect(call: Call, raw: RawResponse, response: CallResponse): Failure | undefined {
    const { options, operation } = call;
    const failure =
      typeFailure(options.type, raw) ??
      this.#sizeFailure(options.size, raw, response) ??
      this.#printFailure(operation, options.identical, response);
    if (failure !== undefined || options.produces === undefined) return failure;
    const products = productsOf(options.produces, response);
    if (typeof products !== 'number') return products;
    operation.trend(PRODUCTS).record(products);
    return undefined;
  }

  #sizeFailure(size: RequestOptions['size'], raw: RawResponse, response: CallResponse): Failure | undefined {
    if (size === undefined) return undefined;
    const content = raw.headers.has('content-encoding') ? contentOf(response) : undefined;
    if (content !== undefined && 'message' in content) return content;
    const bytes = content?.length ?? raw.bodyBytes;
    if (typeof size === 'number') {
      if (bytes === size) return undefined;
      return { type: 'size', message: `expected ${size} bytes, got ${bytes < size ? 'less' : 'more'}` };
    }
    const bound = this.#boundOf(size);
    if (satisfies(bound, bytes)) return undefined;
    return { type: 'size', message: `expected a size ${formatBound(bound)}, got ${roughly(bytes)}` };
  }

  #boundOf(size: string): LimitBound {
    const known = this.#sizes.get(size);
    if (known !== undefined) return known;
    const bound = readSize(size);
    this.#sizes.set(size, bound);
    return bound;
  }

  #printFailure(
    operation: Call['operation'],
    key: RequestOptions['identical'],
    response: CallResponse,
  ): Failure | undefined {
    if (key === undefined) return undefined;
    const whole = `${operation.name}\n${key}`;
    let print = response.hash;
    if (print === undefined) {
      const content = contentOf(response);
      if ('message' in content) return content;
      print = digestOf(content);
    }
    const first = this.#prints.get(whole);
    if (first === undefined) {
      if (this.#prints.size >= MOST_PRINTS) return undefined;
      this.#prints.set(whole, print);
      // What other workers saw for the key is held against it where all that was measured comes together.
      operation.print(digestOf(String(key)), print);
      return undefined;
    }
    if (first === print) return undefined;
    return { type: 'identical', message: 'the bytes are not those that the same key gave before' };
  }
}

function digestOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('base64');
}

function typeFailure(type: RequestOptions['type'], raw: RawResponse): Failure | undefined {
  if (type === undefined) return undefined;
  const wanted = typeof type === 'string' ? [type] : type;
  const got = raw.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (got !== undefined && wanted.some((one) => fits(one.toLowerCase(), got))) return undefined;
  return { type: 'type', message: `expected ${wanted.join(' or ')}, got ${got ?? 'no content type'}` };
}

function fits(wanted: string, got: string): boolean {
  return wanted.endsWith('/*') ? got.startsWith(wanted.slice(0, -1)) : got === wanted;
}

/** The body, or why there is none: it was too large to keep, or is not what its content encoding says. */
function contentOf(response: CallResponse): Uint8Array | Failure {
  try {
    return response.bytes;
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { type: error.code, message: error.message };
  }
}

/** To one digit, since failures are counted by their messages. */
function roughly(bytes: number): string {
  return bytes === 0 ? 'an empty body' : `about ${formatSize(Number(bytes.toPrecision(1)))}`;
}

function readSize(size: string): LimitBound {
  let bound: ReturnType<typeof parseBound> | undefined;
  try {
    bound = parseBound(size);
  } catch (error) {
    if (!(error instanceof UnitError)) throw error;
  }
  if (bound !== undefined && bound.operator !== 'none') {
    if (bound.dimension === 'size' || bound.dimension === 'number') return bound;
  }
  throw new HttpError('size-option', `The size of a request is "${size}"; it must be a bound such as ">1KB".`);
}

function productsOf(produces: NonNullable<RequestOptions['produces']>, response: CallResponse): number | Failure {
  let products: unknown;
  try {
    products = produces(response);
  } catch (thrown) {
    return { type: 'produces', message: thrown instanceof Error ? thrown.message : String(thrown) };
  }
  if (typeof products === 'number' && Number.isFinite(products) && products >= 0) return products;
  const got = typeof products === 'number' ? String(products) : products === null ? 'null' : typeof products;
  return { type: 'produces', message: `the function \`produces\` returned ${got}; it returns a number of 0 or more` };
}
