/** `proofload config [suite]`: prints every option, its value, and where that came from. */

import { UsageError } from '../plan/error.ts';
import { OPTION_NAMES, OPTIONS, type Option } from '../plan/options.ts';
import { resolveOptions } from '../plan/resolve-options.ts';
import { findSuites, loadSuite } from '../run/load-suite.ts';
import { redactText } from '../units/redact.ts';
import type { CommandFunction } from './app.ts';
import { readConfig } from './config-file.ts';
import { exitCodes } from './exit-codes.ts';
import { optionsOf } from './flags.ts';

const config: CommandFunction = async (context, flags, [path]) => {
  const { host } = context;
  const file = path === undefined ? undefined : (await findSuites([path]))[0];
  const loaded = file === undefined ? undefined : await loadSuite(file, false);
  const typed = optionsOf(flags);
  try {
    const { options, problems } = resolveOptions({
      flags: typed,
      environment: host.env,
      config: await readConfig(host.cwd()),
      suite: loaded?.suite,
      suiteFile: file,
    });
    if (problems.length > 0) throw new UsageError(problems);
    const rows = OPTION_NAMES.map((name) => {
      const { value, from } = options[name];
      const written = value === undefined ? '–' : (OPTIONS[name] as Option<unknown>).write(value);
      return [name.length === 1 ? `-${name}` : `--${name}`, redactText(written), from] as const;
    });
    const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] as string).length)));
    for (const row of rows) {
      context.print(`${row[0].padEnd(widths[0] as number)}  ${row[1].padEnd(widths[1] as number)}  ${row[2]}`);
    }
    return exitCodes.passed;
  } finally {
    await loaded?.bundle.remove();
  }
};

export default config;
