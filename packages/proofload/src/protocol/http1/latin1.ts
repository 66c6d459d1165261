/** Text out of bytes, one character a byte: the one native call per response, without the detour of `toString`. */

/** Node.js has it on every Buffer and documents it nowhere. */
interface Latin1Source {
  latin1Slice(start: number, end: number): string;
}

export function latin1Text(bytes: Buffer, start: number, end: number): string {
  return (bytes as Buffer & Latin1Source).latin1Slice(start, end);
}
