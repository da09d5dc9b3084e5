import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from '@jest/globals';
import { targetOf } from '../../bin/local/demo/demo-stage.ts';
import { StageAccess } from '../../bin/stage/stage-access.ts';
import { DeadLetterOffice } from '../../lambdas/operations/dead-letter-office.ts';
import { stageNames } from '../../lib/names.ts';
import { deliverUntilAccepted, newEvent } from './stage/event.ts';
import { eventually } from './stage/eventually.ts';
import { deployedStage } from './stage/stage-file.ts';

const integration = 'on-the-dashboard';
const stage = deployedStage();
const names = stageNames(stage.name);
const lambda = new LambdaClient(stage.config);

/** Calls a function of the dashboard as CloudWatch does. */
async function call(functionName: string, fields: object, form: object = {}): Promise<string> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({
      FunctionName: functionName,
      Payload: JSON.stringify({
        ...fields,
        widgetContext: { theme: 'dark', timezone: { offsetISO: '+01:00' }, forms: { all: form } },
      }),
    }),
  );
  const text = Buffer.from(Payload ?? []).toString('utf8');
  if (FunctionError !== undefined) throw new Error(text);
  return String(JSON.parse(text));
}

const look = (fields: object): Promise<string> => call(names.dashboardViewFunction, fields);
const click = (fields: object, form: object): Promise<string> =>
  call(names.dashboardActFunction, fields, form);

/** What the first button of a widget sends. */
function buttonIn(widget: string): Record<string, string> {
  const [, json = ''] = /<cwdb-action[^>]*>(.*?)<\/cwdb-action/s.exec(widget) ?? [];
  return JSON.parse(json) as Record<string, string>;
}

describe('an operator at the dashboard', () => {
  it('sees what is wrong, why, and replays it there under a name', async () => {
    for (let sent = 0; sent < 3; sent += 1) {
      const answer = await deliverUntilAccepted(targetOf(stage, integration), newEvent());
      expect(answer).toMatchObject({ status: 200 });
    }
    const letters = await eventually(
      () => look({ view: 'dead-letters', shown: integration }),
      (widget) => widget.includes('3 dead letters'),
      60_000,
    );
    expect(letters).toContain('attempts-exhausted');
    expect(letters).toContain('TypeError: order.lines is not iterable');

    const overview = await look({ view: 'overview' });
    expect(overview).toContain('dead letters: 3 attempts-exhausted');
    expect(overview).not.toContain('could not be');
    expect(await look({ view: 'integration', shown: integration })).toContain('3 dead letters');
    expect(await look({ view: 'holds' })).toContain(`Pause ${integration}?`);

    const button = buttonIn(letters);
    expect(button).toMatchObject({ act: 'replay', integration, reason: 'attempts-exhausted' });
    expect(await click(button, {})).toContain('Type your name first');
    const replayed = await click(button, { operator: 'Ada', why: 'the bug is mended' });
    expect(replayed).toContain('3 dead letters replayed.');

    const office = new DeadLetterOffice(new StageAccess(stage.config, stage.name));
    const [operation] = (await office.operations.recent(10)).filter(
      (one) => one.integration === integration,
    );
    expect(operation).toMatchObject({
      kind: 'replay',
      by: 'Ada (unverified, typed on the dashboard)',
      why: 'the bug is mended',
      state: 'finished',
      counts: { done: 3 },
    });
  }, 120_000);

  it('gets no other function’s rights by asking for what no button offers', async () => {
    const answer = await click(
      { act: 'discard', integration, reason: 'attempts-exhausted' },
      { operator: 'Mallory' },
    );
    expect(answer).toContain('Nothing was done.');
  });

  it('is told about the widgets where the console asks', async () => {
    const { Payload } = await lambda.send(
      new InvokeCommand({
        FunctionName: names.dashboardViewFunction,
        Payload: JSON.stringify({ describe: true }),
      }),
    );
    const { markdown } = JSON.parse(Buffer.from(Payload ?? []).toString('utf8')) as {
      markdown: string;
    };
    expect(markdown).toContain('## Breakwater');
  });
});
