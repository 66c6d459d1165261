/** Where and with what a run was made: what a reader must know before holding it against another. */
import { pacingText } from '../../record/pacing-text.ts';
import type { RunRecord } from '../../record/schema.ts';
import { formatDuration } from '../../units/duration.ts';
import { formatCount } from '../../units/number.ts';
import { formatPercent } from '../../units/percent.ts';
import { formatSize } from '../../units/size.ts';
import { describeLoad } from './load.ts';
import { counted } from './words.ts';

/** A fact under its name. */
export interface FactView {
  readonly label: string;
  readonly text: string;
}

export function environmentOf(run: RunRecord): readonly FactView[] {
  const { environment, suite, generator } = run;
  const { git, ci } = environment;
  const facts: readonly (readonly [label: string, text: string])[] = [
    ['Target', run.target],
    ['Suite', [suite.name, suite.file, suite.hash.slice(0, 12)].filter((part) => part !== '').join(' · ')],
    ['Load', describeLoad(run.load)],
    [
      'Users',
      run.users
        .map(
          ({ name, weight, count }) => `${name} (${count === undefined ? `weight ${weight}` : counted(count, 'user')})`,
        )
        .join(', '),
    ],
    ['Objectives', run.objectives.join(' ')],
    ['Started', `${run.startedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, '')} UTC`],
    ['Took', `${formatDuration(run.durationMs)}${run.end === 'completed' ? '' : `, ${run.end}`}`],
    ['Seed', String(run.seed)],
    [
      'Machine',
      `${environment.host} · ${environment.cpu} · ${counted(environment.cores, 'core')} · ${formatSize(environment.memory)}`,
    ],
    [
      'System',
      `${environment.os} · Node.js ${environment.node.replace(/^v/, '')} · Proofload ${environment.proofload}`,
    ],
    [
      'Commit',
      git === null
        ? ''
        : `${git.commit.slice(0, 12)}${git.branch === null ? '' : ` on ${git.branch}`}${git.dirty ? ', with changes' : ''}`,
    ],
    ['CI', ci === null ? '' : [ci.name, ci.build, ci.url].filter((part) => part !== null).join(' · ')],
    ['Generator', generatorText(generator)],
  ];
  return facts.filter(([, text]) => text !== '').map(([label, text]) => ({ label, text }));
}

function generatorText(generator: RunRecord['generator']): string {
  const { workers, cpu, sendLag, loopLag, dropped, memory, pacing } = generator;
  const parts = [
    counted(workers, 'worker'),
    `CPU ${formatPercent(cpu)}`,
    pacing === undefined ? '' : `pacing: ${pacingText(pacing)}`,
    sendLag === undefined ? '' : `send lag p99 ${formatDuration(sendLag.p99)}`,
    loopLag === undefined ? '' : `loop lag p99 ${formatDuration(loopLag.p99)}`,
    dropped > 0 ? `${formatCount(dropped)} dropped` : '',
    memory === undefined ? '' : formatSize(memory),
  ];
  return parts.filter((part) => part !== '').join(' · ');
}
