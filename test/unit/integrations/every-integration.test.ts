import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runTool } from '../../../bin/local/run-tool.ts';
import { bodyOf } from '../../../bin/samples/sample.ts';
import { sampleOf } from '../../../bin/samples/sample-of.ts';
import { resolveProvider } from '../../../lambdas/providers/catalog.ts';
import { parseEvent } from '../../../lambdas/processor/parse-event.ts';
import { locateIntegrations } from '../../../lib/locate-integrations.ts';
import { webhook } from '../../support/webhook.ts';

const located = await locateIntegrations();

describe.each(located)('$definition.name', ({ definition, file }) => {
  it('is imported without reading the environment, writing a file or leaving anything open', async () => {
    const { status, output } = await runTool(
      process.execPath,
      ['--permission', '--allow-fs-read=*', '--eval', `import '${pathToFileURL(file).href}'`],
      { env: {}, timeoutMs: 10_000 },
    );

    expect(output).toBe('');
    expect(status).toBe(0);
  });

  it('takes its sample event', async () => {
    const sampleFile = join(dirname(file), 'sample-event.json');
    expect(existsSync(sampleFile)).toBe(true);
    const payload = JSON.parse(readFileSync(sampleFile, 'utf8')) as Record<string, unknown>;
    const { form = false } = sampleOf(resolveProvider(definition.provider), 'sample');

    const parsed = await parseEvent(webhook(bodyOf({ payload, form })), definition.event);

    expect(parsed.kind).toBe('parsed');
  });
});
