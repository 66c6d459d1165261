import { describe, expect, it } from 'vitest';
import { openUser } from '../http/session.fixture.ts';
import { block, frameServer, head, until, whole } from './frames.fixture.ts';
import {
  ACK,
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  frameText,
  GOAWAY,
  HEADERS,
  INITIAL_WINDOW_SIZE,
  MAX_CONCURRENT_STREAMS,
  PADDED,
  PING,
  RST_STREAM,
  SETTINGS,
  settings,
  WINDOW_UPDATE,
  WITH_PRIORITY,
  windowUpdate,
} from './frames.ts';

const H2C = { http2: 'h2c' } as const;
const OK = { ':status': '200' };

describe('a client of HTTP/2', () => {
  it('reads answers in every form that frames allow', async () => {
    const fields = block({ ...OK, 'x-one': 'a' });
    const { baseUrl } = await frameServer((say, stream) =>
      say(
        frameText(200, 0xff, 0, 'nobody knows this kind'),
        head(stream, { ':status': '103', link: '</a>' }),
        frameText(HEADERS, PADDED | WITH_PRIORITY, stream, `\x03\0\0\0\0\x10${fields.slice(0, 9)}\0\0\0`),
        frameText(CONTINUATION, 0, stream, ''),
        frameText(CONTINUATION, END_HEADERS, stream, fields.slice(9)),
        frameText(DATA, PADDED, stream, '\x02fi\0\0'),
        frameText(DATA, 0, stream, ''),
        frameText(DATA, 0, stream, 'ne'),
        head(stream, { 'x-sum': '4' }, END_HEADERS | END_STREAM),
      ),
    );
    const { http } = openUser({ baseUrl, network: H2C });
    const response = await http.get('/');
    expect([response.status, response.text(), response.headers.get('x-one')]).toEqual([200, 'fine', 'a']);
    expect(response.trailers.get('x-sum')).toBe('4');
  });

  it('reads them byte by byte', async () => {
    const { baseUrl } = await frameServer((say, stream) => {
      const bytes = [...whole(stream)];
      const next = () => {
        say(bytes.shift()!);
        if (bytes.length > 0) setImmediate(next);
      };
      next();
    });
    expect((await openUser({ baseUrl, network: H2C }).http.get('/')).text()).toBe('fine');
  });

  it('answers pings and consents to settings', async () => {
    const { baseUrl, heard } = await frameServer((say, stream) =>
      say(frameText(PING, 0, 0, '12345678'), frameText(PING, ACK, 0, 'answered'), whole(stream)),
    );
    const { http } = openUser({ baseUrl, network: H2C });
    await http.get('/');
    await http.get('/');
    expect(heard).toContainEqual({ type: PING, flags: ACK, stream: 0, payload: '12345678' });
    expect(heard).not.toContainEqual(expect.objectContaining({ payload: 'answered' }));
    expect(heard).toContainEqual({ type: SETTINGS, flags: ACK, stream: 0, payload: '' });
  });

  it('sends no more of a body than the server takes', async () => {
    let say: (...frames: string[]) => void = () => {};
    const { baseUrl, heard } = await frameServer(
      (tell) => {
        say = tell;
      },
      settings([[INITIAL_WINDOW_SIZE, 10]]),
    );
    const { http } = openUser({ baseUrl, network: H2C });
    const sent = () => heard.map(({ type, payload }) => (type === DATA ? payload : '')).join('');
    const opening = http.get('/');
    await until(() => heard.some(({ type }) => type === HEADERS));
    say(whole(1));
    await opening;
    const answer = http.post('/', { body: 'x'.repeat(30) });
    await until(() => sent().length >= 10);
    expect(sent()).toHaveLength(10);
    say(windowUpdate(3, 5));
    await until(() => sent().length >= 15);
    expect(sent()).toHaveLength(15);
    say(settings([[INITIAL_WINDOW_SIZE, 100]]));
    await until(() => sent().length >= 30);
    expect(heard.filter(({ type }) => type === DATA).at(-1)?.flags).toBe(END_STREAM);
    say(whole(3));
    expect((await answer).text()).toBe('fine');
  });

  it('lets the server go on once much has come', async () => {
    const { baseUrl, heard } = await frameServer((say, stream) => {
      const piece = frameText(DATA, 0, stream, 'x'.repeat(16_384));
      say(head(stream, OK), piece.repeat(60), frameText(DATA, END_STREAM, stream, ''));
    });
    const { http } = openUser({ baseUrl, network: H2C });
    await http.get('/');
    await http.get('/');
    expect(heard.some(({ type, stream }) => type === WINDOW_UPDATE && stream === 1)).toBe(true);
  });

  it('resets what it does not wait for any more, and minds nothing that comes of it later', async () => {
    let late = '';
    const { baseUrl, heard } = await frameServer((say, stream) => {
      if (stream > 1) say(late, whole(stream));
      else {
        say(head(stream, OK));
        late = frameText(DATA, 0, stream, 'late') + frameText(RST_STREAM, 0, stream, '\0\0\0\0');
      }
    });
    const { http } = openUser({ baseUrl, network: H2C });
    expect((await http.get('/', { timeout: '30ms' })).error?.code).toBe('timeout');
    expect((await http.get('/')).text()).toBe('fine');
    expect(heard).toContainEqual({ type: RST_STREAM, flags: 0, stream: 1, payload: '\0\0\0\x08' });
  });

  it('sends again what a server that goes away has not looked at', async () => {
    const asked: string[] = [];
    const { baseUrl } = await frameServer((say, stream, connection) => {
      asked.push(`${connection}.${stream}`);
      if (connection > 1) say(whole(stream, 'second'));
      else if (stream === 3) say(frameText(GOAWAY, 0, 0, '\0\0\0\x01\0\0\0\0'), whole(1, 'first'));
    });
    const { http } = openUser({ baseUrl, network: H2C });
    const answers = await Promise.all([http.post('/'), http.post('/')]);
    expect(answers.map((answer) => answer.text())).toEqual(['first', 'second']);
    expect(asked).toEqual(['1.1', '1.3', '2.1']);
  });

  it('opens no more streams than it may, also when that changes', async () => {
    const held: (() => void)[] = [];
    let most = 0;
    const { baseUrl } = await frameServer(
      (say, stream) => {
        held.push(() => say(whole(stream)));
        most = Math.max(most, held.length);
        if (stream === 1) say(settings([[MAX_CONCURRENT_STREAMS, 2]]));
        setTimeout(() => held.shift()?.(), 5);
      },
      settings([[MAX_CONCURRENT_STREAMS, 1]]),
    );
    const { http } = openUser({ baseUrl, network: H2C });
    await http.get('/');
    const answers = await Promise.all(Array.from({ length: 6 }, () => http.get('/')));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(most).toBe(2);
  });

  it('stops sending a body that the server has answered without', async () => {
    const { baseUrl, heard } = await frameServer((say, stream) =>
      say(head(stream, { ':status': '413' }, END_HEADERS | END_STREAM)),
    );
    const { http } = openUser({ baseUrl, network: H2C });
    expect((await http.post('/', { body: Buffer.alloc(300_000) })).status).toBe(413);
    await until(() => heard.some(({ type }) => type === RST_STREAM));
    expect((await http.post('/')).status).toBe(413);
  });
});
