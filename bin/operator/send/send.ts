import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { resolveProvider } from '../../../lambdas/providers/catalog.ts';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { systemClock } from '../../../lambdas/runtime/system-clock.ts';
import type { Delivery } from '../../local/demo/delivery.ts';
import { StageAccess } from '../../stage/stage-access.ts';
import { VerifierVerdicts } from '../../stage/verifier-verdicts.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import type { Command } from '../command.ts';
import { findIntegration } from '../integration-list.ts';
import { optionWords } from '../option-words.ts';
import { connectToStage } from '../stage-connection.ts';
import { asksFirst } from './asks-first.ts';
import { sendAll } from './send-all.ts';
import { sendOrder, type SendOrder } from './send-order.ts';
import { sendTarget } from './send-target.ts';
import { sentText, toBeSentText } from './send-text.ts';
import { sentEvents, sentRequests, type Sending } from './sending.ts';
import { testWebhook } from './test-webhook.ts';
import { doneOf } from '../../terminal/done-of.ts';

/** On AWS a line of a log shows some seconds after it was written. */
const logPatienceMs = 15_000;

export const send: Command = {
  name: 'send',
  summary: 'Send a signed test event, as its provider does, and show what it was answered',
  parameters: ['integration'],
  options: {
    type: { type: 'string', value: 'type', summary: 'Of this type (default: that of the sample)' },
    file: {
      type: 'string',
      value: 'path',
      summary: 'With this body, byte for byte (default: sample-event.json of the integration)',
    },
    id: { type: 'string', value: 'id', summary: 'With this event id (default: a new one)' },
    times: {
      type: 'string',
      value: 'n',
      summary: 'So often: the same event, as a provider that tries again',
    },
    distinct: { type: 'boolean', summary: 'With --times: another event each time' },
    forge: { type: 'boolean', summary: 'Sign with a wrong secret: it has to be answered 401' },
    yes: { type: 'boolean', summary: 'Send it also to a stage on AWS that keeps its data' },
  },
  examples: [
    'send stripe-orders --stage local',
    'send stripe-orders --times 3',
    'send github-builds --type issues --forge',
    'send stripe-orders --file charge-refunded.json --stage prod --yes',
  ],
  details: [
    'Signs with the newest signing secret of the stage and sends to the URL that the provider calls. To',
    'all that is behind the signature a test event is a real one: its handler runs, its effects happen.',
    'So a stage on AWS that keeps its data (lib/stages.ts) is sent to only with --yes; without it you',
    'see what would be sent. Exit status 1 if the answer is not 2xx (with --forge: not 401).',
  ].join('\n'),
  async run(call) {
    const { stage: stageName, progress, parameters } = call;
    const [integration = ''] = parameters;
    const order = sendOrder(call);
    const provider = resolveProvider((await findIntegration(stageName, integration)).provider);
    const webhooks = webhooksOf(order, provider, Date.now());
    const stage = new StageAccess(await connectToStage(stageName), stageName);
    const target = await sendTarget(stage, integration, provider, order.forge);
    const { bodyFrom, forge } = order;
    const sending: Sending = { stage: stageName, integration, target, webhooks, bodyFrom, forge };
    const facts = { integration, stage: stageName, provider: provider.id, url: target.url, forge };
    if (asksFirst(stageName, stage.config) && call.options['yes'] !== true) {
      const events = sentEvents(sending, []);
      const words = optionWords({ ...call.options, stage: stageName, yes: true });
      const command = `npm run breakwater -- send ${integration} ${words}`;
      return {
        json: { dryRun: true, ...facts, events },
        text: toBeSentText(sending, events, command),
      };
    }

    const verdicts = new VerifierVerdicts(
      new CloudWatchLogsClient(stage.config),
      stage.names.verifierFunction,
      integration,
      systemClock,
    );
    await verdicts.begin();
    const answers = await whenSlow(progress, `Sending to ${integration}`, (detail) =>
      sendAll(target, webhooks, (done) => {
        detail(doneOf(done, webhooks.length));
      }),
    );
    const logged = await whenSlow(progress, "Looking into the verifier's log", () =>
      verdicts.of(sentRequests(sending), logPatienceMs),
    );
    const events = sentEvents(sending, logged);
    const ok = answers.every(({ status = 0 }) =>
      forge ? status === 401 : status >= 200 && status < 300,
    );
    return {
      json: { ok, dryRun: false, ...facts, events, answers, verifier: logged },
      text: sentText(sending, events, answers, logged),
      needsAttention: !ok,
    };
  },
};

function webhooksOf(order: SendOrder, provider: Provider, now: number): Delivery[] {
  const { from, eventId, type, times, distinct } = order;
  return Array.from({ length: times }, (_, at) => {
    const seed = `test${now.toString(36)}${distinct ? at.toString(36).padStart(2, '0') : ''}`;
    return testWebhook({ provider, from, eventId, type, seed, now });
  });
}
