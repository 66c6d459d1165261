/**
 * Where the model is, which it is, and the key that it asks for: from the environment, else from the suite.
 */
import { keepSecret } from '../../units/secrets.ts';
import { LlmError } from './errors.ts';
import { checkPrices, type Prices } from './prices.ts';

/** The suite's `llm`. */
export interface LlmDefinition {
  /**
   * The address that `/chat/completions` is below: `https://api.example.com/v1`, or a path on the suite's target.
   * `OPENAI_BASE_URL` wins. Default: `/v1` on the suite's target.
   */
  readonly baseUrl?: string;
  /** `OPENAI_API_KEY` wins, and is where a key belongs. It appears in no record, log or report. */
  readonly apiKey?: string;
  /** The model of requests that name none; `OPENAI_MODEL` wins. */
  readonly model?: string;
  /** Further headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes `cost` known. */
  readonly prices?: Prices;
  /** How long a request may take that says nothing else; default: the suite's. */
  readonly timeout?: string | number;
  /** How many times a request that met the rate limit (status 429) is sent again; default 0. */
  readonly rateLimitRetries?: number;
}

/** What the environment may say. */
export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_BASE = '/v1';

export class LlmSettings {
  readonly baseUrl: string;
  readonly model: string | undefined;
  readonly prices: Prices;
  readonly timeout: string | number | undefined;
  readonly rateLimitRetries: number;
  // A private field is in no copy, no JSON and no message of the console.
  readonly #headers: Readonly<Record<string, string>>;

  /** @throws {LlmError} `address-option` or `price-option` */
  constructor(definition: LlmDefinition) {
    const { baseUrl = DEFAULT_BASE, apiKey, model, headers = {}, prices = {}, rateLimitRetries = 0 } = definition;
    if (!/^(?:https?:\/\/[^/]|\/)/i.test(baseUrl)) {
      const message = `The address of the language model is '${baseUrl}'; it must begin with http:// or https://, or be a path on the target.`;
      throw new LlmError('address-option', message);
    }
    checkPrices(prices);
    this.baseUrl = baseUrl.replace(/\/+$/, '');
    this.model = model;
    this.prices = prices;
    this.timeout = definition.timeout;
    this.rateLimitRetries = rateLimitRetries;
    this.#headers = apiKey === undefined ? headers : { ...headers, authorization: `Bearer ${apiKey}` };
  }

  /** The headers of every request, the key among them. */
  get headers(): Readonly<Record<string, string>> {
    return this.#headers;
  }
}

/** Keeps the key out of every text of this thread, whether a model is asked or not. */
export function keepModelKey({ apiKey }: LlmDefinition, { OPENAI_API_KEY }: Environment): void {
  keepSecret(apiKey);
  keepSecret(OPENAI_API_KEY);
}

/**
 * Settles what the environment and the suite say.
 *
 * @throws {LlmError} `address-option` or `price-option`
 * @example
 * resolveLlm({ model: 'reference-chat' }, process.env).model; // OPENAI_MODEL, else 'reference-chat'
 */
export function resolveLlm(definition: LlmDefinition, environment: Environment): LlmSettings {
  const { OPENAI_BASE_URL: baseUrl, OPENAI_API_KEY: apiKey, OPENAI_MODEL: model } = environment;
  keepModelKey(definition, environment);
  const given = Object.entries({ baseUrl, apiKey, model }).filter(([, value]) => value !== undefined && value !== '');
  return new LlmSettings({ ...definition, ...Object.fromEntries(given) });
}
