/** Probes of an address that tells of the target: metrics in Prometheus' form, or numbers in a JSON document. */
import { numberAt, parseJsonPath } from './json-path.ts';
import { ResourceError, type ResourceProbe, type ResourceReading } from './probe.ts';
import { parseExposition, parseSelector, readExposed } from './prometheus.ts';

/** Gets the text at an address. @throws {ResourceError} */
export type FetchText = () => Promise<string>;

/** What is read of an answer, by the name that the suite gives it: a selector, or a path. */
export type Wanted = Readonly<Record<string, string>>;

/** Reads what is wanted out of an answer. @throws {ResourceError} for what is not in it */
export type ReadAnswer = (answer: string, wanted: Wanted) => readonly ResourceReading[];

/** Chosen figures of an endpoint, in whatever form it answers. */
export class EndpointProbe implements ResourceProbe {
  readonly name: string;
  readonly #wanted: Wanted;
  readonly #fetch: FetchText;
  readonly #readAnswer: ReadAnswer;

  constructor(name: string, wanted: Wanted, fetch: FetchText, readAnswer: ReadAnswer) {
    this.name = name;
    this.#wanted = wanted;
    this.#fetch = fetch;
    this.#readAnswer = readAnswer;
  }

  async read(): Promise<readonly ResourceReading[]> {
    return this.#readAnswer(await this.#fetch(), this.#wanted);
  }
}

/** Metrics in Prometheus' form, by selectors. */
export const readPrometheus: ReadAnswer = (answer, wanted) => {
  const samples = parseExposition(answer);
  return Object.entries(wanted).map(([metric, text]) => {
    const selector = parseSelector(text);
    if (selector === undefined) throw new ResourceError(`“${text}” is no name of a metric.`);
    return readExposed(samples, metric, selector);
  });
};

/** Numbers of a JSON document, by paths. */
export const readJson: ReadAnswer = (answer, wanted) => {
  const document = parse(answer);
  return Object.entries(wanted).map(([metric, text]) => {
    const path = parseJsonPath(text);
    if (path === undefined) throw new ResourceError(`“${text}” is no path.`);
    return { metric, unit: unitNamed(metric), value: numberAt(document, path, text), counter: false };
  });
};

/** JSON has no units; the words that requirements know by themselves have theirs. */
function unitNamed(metric: string): ResourceReading['unit'] {
  if (metric === 'memory' || /bytes$/i.test(metric)) return 'bytes';
  return metric === 'cpu' ? 'ratio' : 'number';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ResourceError('the answer is not JSON.');
  }
}
