import { describe, expect, it } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import type { Delivery } from '../../bin/local/demo/delivery.ts';
import { targetOf } from '../../bin/local/demo/demo-stage.ts';
import { eventually } from './stage/eventually.ts';
import { deliverUntilAccepted, newEvent } from './stage/event.ts';
import { deployedStage } from './stage/stage-file.ts';

const stage = deployedStage();
const megabyte = 1_024 * 1_024;

function bigJson(bytes: number): Buffer {
  const shell = JSON.stringify({ type: 'export.finished', rows: 'Zeilen ✓ 🎉', filler: '' });
  const filler = 'y'.repeat(bytes - Buffer.byteLength(shell));
  return Buffer.from(shell.replace('"filler":""', `"filler":"${filler}"`));
}

const bodies: readonly (readonly [string, Delivery])[] = [
  ['JSON in many scripts', newEvent(Buffer.from('{"text":"Grüße, 世界 🎉\\u0000"}'))],
  ['3 MB of JSON', newEvent(bigJson(3 * megabyte))],
  [
    '3 MB of random bytes',
    { ...newEvent(randomBytes(3 * megabyte)), contentType: 'application/octet-stream' },
  ],
  [
    'characters that a queue does not take',
    { ...newEvent(Buffer.from('a\u0000b\uFFFFc\u001Bd')), contentType: 'text/plain' },
  ],
  ['nothing at all', { ...newEvent(Buffer.alloc(0)), contentType: 'text/plain' }],
];

describe('a handler', () => {
  it.each(bodies)('gets %s byte for byte', async (_what, event) => {
    const answer = await deliverUntilAccepted(targetOf(stage, 'exact-bytes'), event);

    expect(answer.status).toBe(200);
    const testimony = await eventually(
      async () => {
        const requests = await stage.upstream.requests('/exact-bytes/bodies');
        return requests.map(({ bodyText = '' }) => JSON.parse(bodyText) as { event: string });
      },
      (seen) => seen.some((one) => one.event === event.eventId),
    );
    expect(testimony.filter((one) => one.event === event.eventId)).toEqual([
      {
        event: event.eventId,
        sha256: createHash('sha256').update(event.body).digest('hex'),
        bytes: event.body.length,
      },
    ]);
  });
});
