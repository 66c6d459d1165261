/**
 * Rows of a text file that may be larger than memory: the file is read through once, and of every 64th row the place is
 * kept; a row is then read with its neighbours when it is asked for. A gigabyte of rows of 50 bytes takes 2.5 MB.
 */
import { closeSync, readSync } from 'node:fs';
import { type FilePath, nameOf, openData } from './data-file.ts';
import { FeederError } from './error.ts';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;

/** How much is read at once while the index is made. */
const CHUNK_BYTES = 1 << 20;
const ROWS_PER_BLOCK = 64;
/** Blocks of rows that are kept, those asked for last. */
const KEPT_BLOCKS = 64;

/** How rows are told apart. */
export interface LineForm {
  /** Whether a line break between quotation marks belongs to its row, as in CSV. */
  readonly quotes: boolean;
  /** Whether the first row holds names and is not one of the data. */
  readonly header: boolean;
}

/** The rows of a file, by number. */
export class LineIndex {
  /** How many rows of data there are. */
  readonly count: number;
  /** The first row when it is a header. */
  readonly header: string | undefined;
  readonly #name: string;
  readonly #form: LineForm;
  readonly #file: number;
  /** Where each block of rows begins, and where the last one ends. */
  readonly #offsets: readonly number[];
  readonly #blocks = new Map<number, readonly string[]>();

  /**
   * @throws {FeederError} `feeder-unreadable`, or `feeder-malformed` for a quotation mark that is never closed
   */
  constructor(file: FilePath, form: LineForm) {
    this.#name = nameOf(file);
    this.#form = form;
    this.#file = openData(file);
    const scanner = new RowScanner(form.quotes);
    const offsets: number[] = [];
    let rows = form.header ? -1 : 0;
    let header: readonly [start: number, end: number] | undefined;
    const onRow = (start: number, end: number) => {
      if (rows === -1) header = [start, end];
      else if (rows % ROWS_PER_BLOCK === 0) offsets.push(start);
      rows += 1;
    };
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let size = 0;
    for (let read = this.#read(buffer, 0); read > 0; read = this.#read(buffer, size)) {
      scanner.scan(buffer.subarray(0, read), onRow);
      size += read;
    }
    scanner.end(onRow);
    if (scanner.isInQuotes) {
      this.close();
      const sentence = `A quotation mark in ${this.#name} is never closed, in row ${rows} or before it.`;
      throw new FeederError('feeder-malformed', this.#name, sentence);
    }
    this.#offsets = [...offsets, size];
    this.count = Math.max(0, rows);
    this.header = header === undefined ? undefined : this.#text(...header);
  }

  /** The text of a row, without its line break. */
  row(number: number): string {
    const block = Math.floor(number / ROWS_PER_BLOCK);
    const text = this.#block(block)[number % ROWS_PER_BLOCK];
    if (text !== undefined) return text;
    throw new FeederError('feeder-unreadable', this.#name, `${this.#name} has become shorter while it was in use.`);
  }

  /** Gives the file back. */
  close(): void {
    closeSync(this.#file);
  }

  #block(block: number): readonly string[] {
    const kept = this.#blocks.get(block);
    if (kept !== undefined) return kept;
    const start = this.#offsets[block]!;
    const buffer = Buffer.allocUnsafe(this.#offsets[block + 1]! - start);
    const bytes = buffer.subarray(0, this.#read(buffer, start));
    const rows: string[] = [];
    const scanner = new RowScanner(this.#form.quotes);
    const onRow = (from: number, to: number) => rows.push(bytes.toString('utf8', from, to));
    scanner.scan(bytes, onRow);
    scanner.end(onRow);
    this.#blocks.set(block, rows);
    if (this.#blocks.size > KEPT_BLOCKS) this.#blocks.delete(this.#blocks.keys().next().value!);
    return rows;
  }

  #text(start: number, end: number): string {
    const buffer = Buffer.allocUnsafe(end - start);
    return buffer.toString('utf8', 0, this.#read(buffer, start));
  }

  #read(buffer: Buffer, position: number): number {
    let filled = 0;
    while (filled < buffer.length) {
      const read = readSync(this.#file, buffer, filled, buffer.length - filled, position + filled);
      if (read === 0) break;
      filled += read;
    }
    return filled;
  }
}

/** Finds the rows of a text that comes in pieces; blank lines are none. */
class RowScanner {
  readonly #quotes: boolean;
  #position = 0;
  #rowStart = 0;
  #inQuotes = false;
  /** The last byte that is no part of a line break, for rows that end in another piece. */
  #contentEnd = 0;

  constructor(quotes: boolean) {
    this.#quotes = quotes;
  }

  /** True after the end of a text in which a quotation mark was not closed. */
  get isInQuotes(): boolean {
    return this.#inQuotes;
  }

  scan(bytes: Buffer, onRow: (start: number, end: number) => void): void {
    const base = this.#position;
    let at = 0;
    let quote = this.#quotes ? bytes.indexOf(QUOTE) : -1;
    while (at < bytes.length) {
      if (this.#inQuotes) {
        const close = bytes.indexOf(QUOTE, at);
        if (close < 0) break;
        this.#inQuotes = false;
        at = close + 1;
        if (quote >= 0 && quote < at) quote = bytes.indexOf(QUOTE, at);
        continue;
      }
      const newline = bytes.indexOf(NEWLINE, at);
      if (quote >= 0 && (newline < 0 || quote < newline)) {
        this.#inQuotes = true;
        at = quote + 1;
        quote = bytes.indexOf(QUOTE, at);
        continue;
      }
      if (newline < 0) break;
      const end = base + newline;
      const before = newline > 0 ? bytes[newline - 1] : this.#contentEnd === end ? undefined : RETURN;
      this.#row(before === RETURN ? end - 1 : end, onRow);
      at = newline + 1;
      this.#rowStart = base + at;
    }
    this.#position = base + bytes.length;
    this.#contentEnd = bytes.at(-1) === RETURN ? this.#position - 1 : this.#position;
  }

  /** The last row, when no line break follows it. */
  end(onRow: (start: number, end: number) => void): void {
    this.#row(this.#contentEnd, onRow);
  }

  #row(end: number, onRow: (start: number, end: number) => void): void {
    if (end > this.#rowStart) onRow(this.#rowStart, end);
  }
}
