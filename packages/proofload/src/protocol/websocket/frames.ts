/**
 * What the two sides of the codec of RFC 6455 share: opcodes, close codes, and what is wrong with a frame.
 *
 * ```
 *  0               1               2 … 9                  payload
 * ┌─┬───┬────────┬─┬─────────────┬──────────────────────┬─────────┐
 * │F│RSV│ opcode │M│ length      │ longer length: 2 (of │ length  │
 * │I│1-3│        │ │ 126: 2 more │ length 126) or 8 (of │ bytes   │
 * │N│   │        │ │ 127: 8 more │ 127); then the mask  │         │
 * └─┴───┴────────┴─┴─────────────┴──────────────────────┴─────────┘
 * ```
 */

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export type Opcode = (typeof OPCODE)[keyof typeof OPCODE];

/** Of the first byte. */
export const FINAL = 0x80;
/** Of the second byte. */
export const MASKED = 0x80;
/** Lengths from 126 on are told in 2 more bytes, those from 65,536 on in 8. */
export const LENGTH_IN_2_BYTES = 126;
export const LENGTH_IN_8_BYTES = 127;
export const MOST_IN_2_BYTES = 0xffff;
/** Of control frames, close reasons included (section 5.5). */
export const MOST_CONTROL_BYTES = 125;

/** What is said with codes of section 7.4.1; the last two are never sent. */
export const CLOSE_CODE = {
  protocolError: 1002,
  invalidData: 1007,
  tooBig: 1009,
  none: 1005,
  noFrame: 1006,
} as const;

/** Whether a close frame may have this code: those of section 7.4 and its registry, and those for everyone's own use. */
export function isCloseCode(code: number): boolean {
  if (code >= 3000) return code <= 4999;
  return code >= 1000 && code <= 1014 && code !== 1004 && code !== CLOSE_CODE.none && code !== CLOSE_CODE.noFrame;
}

/** The other side sent what is no frame, or more than is taken. */
export class FrameError extends Error {
  override readonly name = 'FrameError';
  readonly code: 'malformed' | 'too-large';
  /** What the other side is told in the close frame. */
  readonly closeCode: number;

  /** @param message - what is wrong, as the end of a sentence */
  constructor(closeCode: number, message: string) {
    super(message);
    this.code = closeCode === CLOSE_CODE.tooBig ? 'too-large' : 'malformed';
    this.closeCode = closeCode;
  }
}
