/** `proofload recommend RUN…`: what to promise, where to alert and how much load to plan for, from stored runs. */
import { recommend as recommendFrom } from '../judge/recommend.ts';
import { recommendationsMarkdown } from '../report/recommend/markdown.ts';
import { requirementsCode } from '../report/recommend/requirements.ts';
import { LABEL_NAME, METRIC_NAME, OWN_NAMES, prometheusRules, type RuleNames } from '../report/recommend/rules.ts';
import { loadRuns } from '../run/load-runs.ts';
import { didYouMean } from '../units/suggest.ts';
import type { CommandFunction } from './app.ts';
import { exitCodes } from './exit-codes.ts';
import type { TypedFlags } from './flags.ts';
import { readOptions, storeOf } from './stored.ts';
import { UsageError } from './usage-error.ts';

const FORMATS = ['markdown', 'prometheus', 'requirements'];

const recommend: CommandFunction = async (context, flags, references) => {
  const { format = 'markdown', histogram, requests, failures, label, ...others } = flags;
  if (!FORMATS.includes(format as string)) {
    const hint = didYouMean(format as string, FORMATS);
    throw new UsageError(`--format is ${FORMATS.join(', ')}, not “${format}”.${hint}`);
  }
  const names = readNames({ histogram, requests, failures, label });
  const store = storeOf(readOptions(others, context.host.env));
  const { runs, problems } = await loadRuns(store, references.length === 0 ? ['latest'] : references);
  for (const problem of problems) context.say(problem);
  const found = recommendFrom(runs);
  if (format !== 'markdown') for (const note of found.notes) context.say(note);
  if (format === 'prometheus') context.print(prometheusRules(found, names));
  else context.print(format === 'requirements' ? requirementsCode(found) : recommendationsMarkdown(found));
  return exitCodes.passed;
};

export default recommend;

function readNames(given: TypedFlags): RuleNames {
  for (const [flag, name] of Object.entries(given)) {
    const form = flag === 'label' ? LABEL_NAME : METRIC_NAME;
    if (name !== undefined && !form.test(name as string)) {
      throw new UsageError(`--${flag} takes a name as Prometheus has them: letters, digits and _, not “${name}”.`);
    }
  }
  const known = Object.entries(given).filter(([, name]) => name !== undefined);
  return { ...OWN_NAMES, ...(Object.fromEntries(known) as Partial<RuleNames>) };
}
