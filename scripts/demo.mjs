/** `npm run demo`: sets up what is missing and runs the demo in this process; arguments go on to `proofload demo`. */
import { setup } from './setup.mjs';

setup();
process.argv.splice(2, 0, 'demo');
await import('../packages/proofload/bin/proofload.js');
