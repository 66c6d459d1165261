/** Holds the order of the rooms: data flows one way, so a room imports only from those that the design names. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = resolve(dirname(fileURLToPath(import.meta.url)), '../src');

const allUpTo = (room: string): readonly string[] => ORDER.slice(0, ORDER.indexOf(room));
const ORDER = [
  'units',
  'stats',
  'measure',
  'protocol',
  'suite',
  'plan',
  'engine',
  'record',
  'judge',
  'report',
  'run',
  'serve',
  'cli',
] as const as readonly string[];

const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  units: [],
  stats: [],
  measure: ['units', 'stats'],
  protocol: ['units', 'measure'],
  suite: ['units', 'protocol', 'measure'],
  plan: ['units', 'suite'],
  engine: ['units', 'plan', 'suite', 'protocol', 'measure'],
  record: ['units', 'measure'],
  judge: ['units', 'stats', 'measure', 'record'],
  report: ['units', 'measure', 'record', 'judge'],
  run: allUpTo('run').filter((room) => room !== 'report'),
  serve: allUpTo('serve'),
  cli: allUpTo('cli'),
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(source, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(
    ([, specifier]) => specifier as string,
  );
  return specifiers.map((specifier) => {
    const target = relative(source, resolve(source, dirname(file), specifier));
    return { file, from: roomOf(file), to: roomOf(target) };
  });
}

const roomOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] as string) : '(public)');
const shipped = files.filter((file) => !/\.(?:test|fixture)\.ts$/.test(file));

describe('the rooms', () => {
  it('are those of the design', () => {
    const rooms = new Set(shipped.map(roomOf));
    rooms.delete('(public)');
    expect([...rooms].filter((room) => !ORDER.includes(room))).toEqual([]);
  });

  it('import only from the rooms that they may know', () => {
    const wrong = shipped
      .flatMap(importsOf)
      .filter(({ from, to }) => from !== '(public)' && from !== to && !MAY_IMPORT[from]?.includes(to))
      .map(({ file, to }) => `${file} imports from ${to}`);
    expect(wrong).toEqual([]);
  });

  it('have folders at most two deep', () => {
    expect(files.filter((file) => file.split('/').length > 3)).toEqual([]);
  });

  it('have no file past 500 lines', () => {
    const long = shipped.filter((file) => readFileSync(join(source, file), 'utf8').split('\n').length > 501);
    expect(long).toEqual([]);
  });
});
