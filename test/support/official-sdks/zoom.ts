import { AwsLambdaReceiver } from '@zoom/rivet/meetings';
import { firstSecret, type OfficialSdk } from './official-sdk.ts';
import type { Attempt } from '../../../lambdas/verification/attempt.ts';

/** What the package's receiver for Lambda answers. It prints every event; here it is kept quiet. */
export async function zoomAnswer(
  attempt: Attempt,
): Promise<{ readonly statusCode: number; readonly body: string }> {
  const { debug, error } = console;
  console.debug = console.error = () => undefined;
  try {
    const receiver = new AwsLambdaReceiver({ webhooksSecretToken: firstSecret(attempt) });
    const handle = receiver.start();
    const { headers, body } = attempt.request;
    const event = { headers, body: body.toString(), isBase64Encoded: false };
    const answer: unknown = await handle(event as never, {} as never, () => undefined);
    return answer as { statusCode: number; body: string };
  } finally {
    Object.assign(console, { debug, error });
  }
}

export const zoomSdk: OfficialSdk = {
  package: '@zoom/rivet',
  accepts: async (attempt) => (await zoomAnswer(attempt)).statusCode === 200,
};
