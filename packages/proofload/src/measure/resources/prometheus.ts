/**
 * Metrics in Prometheus' text form, and the choice of some by name and labels:
 *
 *     selector = name [ '{' label '="' value '"' { ',' label '="' value '"' } '}' ]
 *     line     = name [ '{' labels '}' ] value [ time ]
 *
 * Source: Prometheus, "Exposition formats", text-based format, version 0.0.4.
 */
import { ResourceError, type ResourceReading, type ResourceUnit } from './probe.ts';

/** One value of an exposition. */
export interface ExposedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** As its `# TYPE` line says, or as the end of its name does. */
  readonly counter: boolean;
}

/** Which values to take; several that fit are added up. */
export interface MetricSelector {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$/;
const TYPE = /^#\s*TYPE\s+(\S+)\s+(\S+)/;
const LABEL = /\s*([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(,|$)/gy;

/** Reads an exposition; lines that are none are skipped. */
export function parseExposition(text: string): readonly ExposedSample[] {
  const types = new Map<string, string>();
  return text.split('\n').flatMap((raw) => {
    const line = raw.trim();
    const type = TYPE.exec(line);
    if (type !== null) types.set(type[1] as string, type[2] as string);
    const [, name, labels = '', number = ''] = LINE.exec(line) ?? [];
    const value = numberOf(number);
    if (name === undefined || Number.isNaN(value)) return [];
    const counter = (types.get(name) ?? (name.endsWith('_total') ? 'counter' : 'gauge')) === 'counter';
    return [{ name, labels: readLabels(labels) ?? {}, value, counter }];
  });
}

/**
 * Reads a selector.
 *
 * @returns `undefined` for a text that is none
 * @example
 * parseSelector('http_requests_total{code="500"}'); // { name: 'http_requests_total', labels: { code: '500' } }
 */
export function parseSelector(text: string): MetricSelector | undefined {
  const [, name, inner = ''] = /^\s*([a-zA-Z_:][\w:]*)\s*(?:\{(.*)\})?\s*$/s.exec(text) ?? [];
  const labels = readLabels(inner);
  return name === undefined || labels === undefined ? undefined : { name, labels };
}

/**
 * The sum of all values that a selector fits, as a reading.
 *
 * @throws {ResourceError} when there is none
 */
export function readExposed(
  samples: readonly ExposedSample[],
  metric: string,
  { name, labels }: MetricSelector,
): ResourceReading {
  const wanted = Object.entries(labels);
  const named = samples.filter((sample) => sample.name === name);
  const fitting = named.filter((sample) => wanted.every(([label, value]) => sample.labels[label] === value));
  const [first] = fitting;
  if (first === undefined) {
    const why = named.length > 0 ? `has no value of ${name} with these labels` : `has no metric ${name}`;
    throw new ResourceError(`the exposition ${why}.`);
  }
  const sum = fitting.reduce((total, { value }) => total + value, 0);
  const { unit, factor } = unitOf(name, first.counter);
  return { metric, unit, value: sum * factor, counter: first.counter };
}

/** By the names that Prometheus recommends: `_bytes`, `_seconds`, `_ratio`; seconds of each second are a share. */
function unitOf(name: string, counter: boolean): { readonly unit: ResourceUnit; readonly factor: number } {
  const base = name.replace(/_total$/, '');
  if (counter) return { unit: base.endsWith('_seconds') ? 'ratio' : 'perSecond', factor: 1 };
  if (base.endsWith('_bytes')) return { unit: 'bytes', factor: 1 };
  if (base.endsWith('_ratio')) return { unit: 'ratio', factor: 1 };
  return base.endsWith('_seconds') ? { unit: 'ms', factor: 1_000 } : { unit: 'number', factor: 1 };
}

function numberOf(text: string): number {
  if (/^[+]?Inf$/i.test(text)) return Number.POSITIVE_INFINITY;
  return /^-Inf$/i.test(text) ? Number.NEGATIVE_INFINITY : text === '' ? Number.NaN : Number(text);
}

/** `undefined` where the text is no list of labels. */
function readLabels(text: string): Readonly<Record<string, string>> | undefined {
  const labels: Record<string, string> = {};
  let end = 0;
  for (const match of text.matchAll(LABEL)) {
    labels[match[1] as string] = (match[2] as string).replace(/\\(.)/g, (_, escaped: string) => {
      return escaped === 'n' ? '\n' : escaped;
    });
    end = match.index + match[0].length;
  }
  return text.slice(end).trim() === '' ? labels : undefined;
}
