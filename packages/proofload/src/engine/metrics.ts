/** The metrics of a suite's own, which all virtual users of a worker record into. */
import type { Recorder } from '../measure/recorder.ts';
import type { Metrics } from '../suite/types.ts';

export function metricsOf(recorder: Recorder): Metrics {
  return {
    counter: (name) => recorder.metric(name, 'counter'),
    gauge: (name) => recorder.metric(name, 'gauge'),
    rate: (name) => recorder.metric(name, 'rate'),
    trend: (name) => recorder.metric(name, 'trend'),
  };
}
