#!/usr/bin/env node
// All modules are read at once, by a file descriptor each.
const { main } = await import('../dist/cli/main.js').catch((error) => {
  if (error.code !== 'EMFILE') throw error;
  process.stderr.write('This machine has too few file descriptors left for Proofload to start; raise ulimit -n.\n');
  process.exit(5);
});

await main(process);
// A suite may leave timers, servers or connections open, which would keep the process alive for ever.
const written = (stream) => new Promise((resolve) => stream.write('', () => resolve()));
await Promise.all([process.stdout, process.stderr].map(written));
process.exit();
