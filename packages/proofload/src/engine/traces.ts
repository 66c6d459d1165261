/** The traces of a worker: each is read once, before the load begins, since that may take a while. */
import { readTrace, type Trace } from '../suite/trace.ts';

const traces = new Map<string, Trace>();

/** The trace in a file. */
export function traceAt(file: string): Trace {
  let trace = traces.get(file);
  if (trace === undefined) {
    trace = readTrace(file);
    traces.set(file, trace);
  }
  return trace;
}
