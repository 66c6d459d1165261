/**
 * What a server lets its clients do (RFC 9113, section 6.5).
 */
import { FLOW_CONTROL_ERROR, FRAME_SIZE_ERROR, PROTOCOL_ERROR, ProtocolBreach } from './faults.ts';
import {
  DEFAULT_FRAME_BYTES,
  DEFAULT_WINDOW,
  ENABLE_PUSH,
  HEADER_TABLE_SIZE,
  INITIAL_WINDOW_SIZE,
  MAX_CONCURRENT_STREAMS,
  MAX_FRAME_SIZE,
  MOST,
  MOST_FRAME_BYTES,
} from './frames.ts';
import { DEFAULT_TABLE_BYTES } from './static-table.ts';

/**
 * Until the server has spoken. It would be free to refuse others, and those that are refused would be sent again to no
 * better end, while its settings are mostly there as soon as the connection is.
 */
const STREAMS_AT_FIRST = 1;
const SETTING_BYTES = 6;

/** The settings of one server, as far as they concern a client. */
export class PeerSettings {
  /** How many streams may be open at a time. */
  maxStreams = STREAMS_AT_FIRST;
  /** How much may be sent on a new stream before the server asks for more, in bytes. */
  initialWindow = DEFAULT_WINDOW;
  maxFrameBytes = DEFAULT_FRAME_BYTES;
  headerTableBytes = DEFAULT_TABLE_BYTES;
  /** Whether the server has spoken, and with that has proved to speak HTTP/2. */
  isKnown = false;

  /**
   * Takes in the payload of a frame.
   *
   * @throws {ProtocolBreach} for settings that there are none of
   */
  take(bytes: Buffer, start: number, end: number): void {
    if ((end - start) % SETTING_BYTES !== 0) {
      throw new ProtocolBreach(FRAME_SIZE_ERROR, 'sent settings that are not whole');
    }
    if (!this.isKnown) this.maxStreams = MOST;
    this.isKnown = true;
    for (let at = start; at < end; at += SETTING_BYTES) this.set(bytes.readUInt16BE(at), bytes.readUInt32BE(at + 2));
  }

  private set(setting: number, value: number): void {
    if (setting === HEADER_TABLE_SIZE) this.headerTableBytes = value;
    else if (setting === MAX_CONCURRENT_STREAMS) this.maxStreams = value;
    else if (setting === ENABLE_PUSH) check(value === 0, PROTOCOL_ERROR, `to push, which only clients allow`);
    else if (setting === INITIAL_WINDOW_SIZE) {
      check(value <= MOST, FLOW_CONTROL_ERROR, `a window of ${value} bytes`);
      this.initialWindow = value;
    } else if (setting === MAX_FRAME_SIZE) {
      check(value >= DEFAULT_FRAME_BYTES && value <= MOST_FRAME_BYTES, PROTOCOL_ERROR, `frames of ${value} bytes`);
      this.maxFrameBytes = value;
    }
  }
}

function check(isAllowed: boolean, errorCode: number, what: string): void {
  if (!isAllowed) throw new ProtocolBreach(errorCode, `sent settings that HTTP/2 does not allow: ${what}`);
}
