/** Frames as a server sends them, for the tests beside. */

/** What a frame is made of; a whole one of text unless it says otherwise. */
export interface FrameParts {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly isFinal: boolean;
}

export function frame({ opcode, payload, isFinal }: FrameParts): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = (isFinal ? 0x80 : 0) | opcode;
  if (length < 126) head[1] = length;
  else if (length < 65_536) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, payload]);
}

export function textFrame(text: string, isFinal = true): Buffer {
  return frame({ opcode: 1, payload: Buffer.from(text), isFinal });
}

export function continuation(text: string | Uint8Array, isFinal = true): Buffer {
  return frame({ opcode: 0, payload: Buffer.from(text), isFinal });
}

export function pingFrame(text: string): Buffer {
  return frame({ opcode: 9, payload: Buffer.from(text), isFinal: true });
}

/** A close frame whose payload is the code and the reason. */
export function closeFrame(code: number, reason: string | Uint8Array = ''): Buffer {
  const payload = Buffer.concat([Buffer.from([code >> 8, code & 0xff]), Buffer.from(reason)]);
  return frame({ opcode: 8, payload, isFinal: true });
}
