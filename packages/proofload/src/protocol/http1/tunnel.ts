/**
 * A tunnel through an HTTP proxy (CONNECT, RFC 9110, section 9.3.6): what is sent after the proxy's consent goes to
 * the target as it is.
 */
import type { Socket } from 'node:net';
import type { Fault } from './errors.ts';
import { encodeHead, type HeaderPair } from './head.ts';
import { type ParserExpectation, ResponseParser } from './parser.ts';

const EXPECTATION: ParserExpectation = {
  isHead: false,
  isConnect: true,
  isUpgrade: false,
  maxBodyBytes: 0,
  bodySink: undefined,
};

/** How to get to one target through one proxy. */
export class Tunnel {
  private readonly proxyName: string;
  private readonly authority: string;
  private readonly head: string;
  private readonly targetSpeaksFirst: boolean;

  /**
   * @param proxy `http://[user:password@]host:port`
   * @param authority the target as `host:port`
   * @param targetSpeaksFirst whether bytes of the target may come right behind the proxy's answer, as in HTTP/2
   */
  constructor(proxy: URL, authority: string, targetSpeaksFirst: boolean) {
    this.proxyName = proxy.host;
    this.authority = authority;
    this.targetSpeaksFirst = targetSpeaksFirst;
    this.head = encodeHead('CONNECT', authority, authority, proxyHeaders(proxy), undefined);
  }

  /** Asks for the tunnel on a connection to the proxy; `done` is called once, unless the connection fails. */
  open(socket: Socket, done: (fault: Fault | undefined) => void): void {
    const parser = new ResponseParser();
    parser.begin(EXPECTATION);
    const onData = (bytes: Buffer) => {
      let position = 0;
      do {
        position = parser.feed(bytes, position, bytes.length);
      } while (parser.phase === 'informational' && position < bytes.length);
      const { phase } = parser;
      if (phase === 'head' || phase === 'informational') return;
      socket.off('data', onData);
      socket.pause();
      const hasSurplus = position < bytes.length;
      if (phase === 'upgraded' && hasSurplus && this.targetSpeaksFirst) socket.unshift(bytes.subarray(position));
      const isOpen = phase === 'upgraded' && (!hasSurplus || this.targetSpeaksFirst);
      done(isOpen ? undefined : this.refusal(parser));
    };
    socket.on('data', onData);
    socket.write(this.head, 'latin1');
  }

  private refusal(parser: ResponseParser): Fault {
    const { proxyName, authority } = this;
    if (parser.phase === 'failed') {
      return { code: 'proxy', message: `The proxy ${proxyName} answered with something else than HTTP.` };
    }
    if (parser.phase === 'upgraded') {
      return { code: 'proxy', message: `The proxy ${proxyName} sent bytes of its own into the tunnel.` };
    }
    const { status } = parser.head;
    const remedy = status === 407 ? '; give a user name and password in its address' : '';
    return {
      code: 'proxy',
      message: `The proxy ${proxyName} refused a tunnel to ${authority} with status ${status}${remedy}.`,
    };
  }
}

function proxyHeaders(proxy: URL): readonly HeaderPair[] {
  if (proxy.username === '') return [];
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return [['proxy-authorization', `Basic ${Buffer.from(credentials).toString('base64')}`]];
}
