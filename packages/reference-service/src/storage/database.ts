/**
 * The service's SQLite database (libsql): opening it with settings that suit a loaded service, and typed statements.
 */
import { join } from 'node:path';
import Libsql from 'libsql';
import { ServiceStartError } from '../options.ts';

/** What can be bound to a statement. */
export type Value = string | number | null | Uint8Array;

/** The rows of a statement have the shape that the caller names; the SQL beside it is what makes that true. */
interface Statement<Row> {
  get(...values: readonly Value[]): Row | undefined;
  all(...values: readonly Value[]): Row[];
  /** How many rows were changed. */
  run(...values: readonly Value[]): number;
}

/** An open database. */
export interface Database {
  exec(sql: string): void;
  prepare<Row = never>(sql: string): Statement<Row>;
  /** Runs a function in one transaction: all of it or nothing. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** libsql puts its timings on each row; they are no part of the data. */
function withoutMetadata<Row>(row: unknown): Row | undefined {
  if (row === undefined || row === null) return undefined;
  delete (row as { _metadata?: unknown })._metadata;
  return row as Row;
}

function openFile(path: string): Libsql.Database {
  try {
    const raw = new Libsql(path);
    // The first statement is what reads the file.
    raw.exec('PRAGMA journal_mode = WAL');
    return raw;
  } catch (error) {
    throw new ServiceStartError(
      'data_folder',
      `Cannot use ${path} as the database: ${(error as Error).message}. Name another folder with --data.`,
      { cause: error },
    );
  }
}

/**
 * Opens `service.db` in a folder that exists, and makes it on first use.
 *
 * @throws ServiceStartError when it cannot be opened or is no database.
 */
export function openDatabase(folder: string): Database {
  const raw = openFile(join(folder, 'service.db'));
  // Readers do not wait for writers, and a commit does not wait for the disk: a crash of the machine may lose the last
  // moments, a crash of the process loses nothing.
  raw.exec('PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  return {
    exec: (sql) => {
      raw.exec(sql);
    },
    prepare<Row>(sql: string): Statement<Row> {
      const statement = raw.prepare(sql);
      // The values go in as one array: libsql takes a lone null for an object of named parameters.
      return {
        get: (...values) => withoutMetadata<Row>(statement.get(values)),
        all: (...values) => statement.all(values) as Row[],
        run: (...values) => statement.run(values).changes,
      };
    },
    transaction: (work) => raw.transaction(work)(),
    close: () => {
      raw.close();
    },
  };
}
