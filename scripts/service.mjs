/** `npm run service`: sets up what is missing and runs the reference service in this process, with the same arguments. */
import { setup } from './setup.mjs';

setup();
await import('../packages/reference-service/bin/service.js');
