/** The command at a terminal that another process types at: its keys and raw modes go by messages. */
import { EventEmitter } from 'node:events';
import { main } from '../../dist/cli/main.js';

const input = Object.assign(new EventEmitter(), {
  isTTY: true,
  setRawMode: (raw) => process.send({ raw }),
  resume() {},
  pause() {},
});
process.on('message', (keys) => input.emit('data', keys));

const stderr = { isTTY: true, columns: 100, write: (text) => process.stderr.write(text) };
const host = {
  argv: process.argv,
  env: { ...process.env, TERM: 'xterm' },
  stdin: input,
  stdout: process.stdout,
  stderr,
  cwd: () => process.cwd(),
  on: (signal, listener) => process.on(signal, listener),
  off: (signal, listener) => process.off(signal, listener),
  exit: (code) => process.exit(code),
};
await main(host);
process.exitCode = host.exitCode;
process.disconnect();
