import { setTimeout as wait } from 'node:timers/promises';
import { integrationNames, stageNames } from '../../../lib/names.ts';
import { LogFollower } from '../../stage/log-follower.ts';
import { targetOf, type DemoStage } from '../demo/demo-stage.ts';
import { tailLine } from '../../stage/tail-line.ts';

const lookEveryMs = 1_000;

/** Prints each event's outcome as it happens, until the process ends. */
export async function followOutcomes(
  stage: DemoStage,
  print: (line: string) => void,
): Promise<never> {
  const functionNames = [
    stageNames(stage.name).verifierFunction,
    ...Object.keys(stage.targets).map(
      (integration) => integrationNames(stage.name, integration).processorFunction,
    ),
  ];
  const log = new LogFollower(stage.config, functionNames, Date.now());
  for (;;) {
    for (const line of await log.next()) {
      const text = tailLine(line);
      if (text !== undefined) print(text);
    }
    await wait(lookEveryMs);
  }
}

/** Commands that work as they stand: one sender that shows a token, one that signs. */
export function curlExamples(stage: DemoStage): string {
  const token = targetOf(stage, 'token-forward');
  const slack = targetOf(stage, 'slack-forward');
  return [
    '# A sender with a token. Send it again: the same id is a duplicate, the upstream is not called.',
    `curl -i '${token.url}' -H 'authorization: Bearer ${token.secret}' \\`,
    `  -H 'content-type: application/json' -d '{"id":"hello-1","type":"greeting"}'`,
    '',
    "# Slack's way: the time and the body are signed.",
    `body='{"type":"event_callback","event_id":"Ev-'$(date +%s)'","event":{"type":"message"}}'; time=$(date +%s)`,
    `signature=$(printf 'v0:%s:%s' "$time" "$body" | openssl dgst -sha256 -hmac '${slack.secret}' -r | cut -d' ' -f1)`,
    `curl -i '${slack.url}' -H 'content-type: application/json' -H "x-slack-request-timestamp: $time" \\`,
    `  -H "x-slack-signature: v0=$signature" -d "$body"`,
  ].join('\n');
}
