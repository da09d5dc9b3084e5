import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { logWith, type Log, type LogFields } from '../../../lambdas/runtime/log.ts';

/** Runs one statement with `log` in a process of its own, as the logger writes to that process's output. */
function lines(statement: string): Record<string, unknown>[] {
  const script = `import { powertoolsLog } from './lambdas/runtime/logger.ts';
    const log = powertoolsLog(); ${statement}`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { POWERTOOLS_SERVICE_NAME: 'processor', POWERTOOLS_LOG_LEVEL: 'INFO' },
  });
  return `${stdout}${stderr}`
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('The logger', () => {
  it('writes one JSON object per line, with the fields beside the message', () => {
    expect(lines(`log.info('outcome', { kind: 'done', attempts: 2 }); log.warn('slow')`)).toEqual([
      expect.objectContaining({
        level: 'INFO',
        message: 'outcome',
        service: 'processor',
        kind: 'done',
        attempts: 2,
      }),
      expect.objectContaining({ level: 'WARN', message: 'slow' }),
    ]);
  });

  it('keeps below the configured level', () => {
    expect(lines(`log.debug('detail'); log.error('broken')`)).toHaveLength(1);
  });
});

describe('A log with fields', () => {
  it('puts them into each line, where a field of the line itself wins', () => {
    const seen: [string, LogFields | undefined][] = [];
    const record = (message: string, fields?: LogFields) => void seen.push([message, fields]);
    const log: Log = { debug: record, info: record, warn: record, error: record };

    const bound = logWith(log, { correlationId: 'c-1', attempt: 1 });
    bound.debug('a');
    bound.info('b', { attempt: 2 });
    bound.warn('c');
    bound.error('d');

    expect(seen).toEqual([
      ['a', { correlationId: 'c-1', attempt: 1 }],
      ['b', { correlationId: 'c-1', attempt: 2 }],
      ['c', { correlationId: 'c-1', attempt: 1 }],
      ['d', { correlationId: 'c-1', attempt: 1 }],
    ]);
  });
});
