#!/usr/bin/env node
import { main } from '../dist/cli/main.js';

await main(process);
// A suite may leave timers, servers or connections open, which would keep the process alive for ever.
const written = (stream) => new Promise((resolve) => stream.write('', () => resolve()));
await Promise.all([process.stdout, process.stderr].map(written));
process.exit();
