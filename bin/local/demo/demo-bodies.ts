import { bodyOf, type Sample } from '../../samples/sample.ts';
import type { Delivery } from './delivery.ts';

export function deliveryOf(sample: Sample): Delivery {
  const { eventId, type, headers } = sample;
  return {
    ...bodyOf(sample),
    ...(eventId !== undefined && { eventId }),
    ...(type !== undefined && { type }),
    ...(headers !== undefined && { headers }),
  };
}

export function slackUrlVerification(runId: string): Delivery {
  return deliveryOf({
    payload: { token: 'deprecated', challenge: `challenge${runId}`, type: 'url_verification' },
  });
}

/** Above what a queue takes, so that it goes through the body bucket. */
export function bigExport(runId: string): Delivery {
  const bytes = 3 * 1_024 * 1_024;
  const type = 'export.finished';
  const rows = Array.from({ length: 1_000 }, (_, row) => ({ row, name: `Zeile ${row} ✓`, runId }));
  const small = { type, timestamp: '2026-01-02T03:04:05.678Z', data: { rows } };
  const filler = bytes - Buffer.byteLength(JSON.stringify({ ...small, filler: '' }));
  const payload = { ...small, filler: 'x'.repeat(filler) };
  return deliveryOf({ payload, eventId: `msg_${runId}`, type });
}

export function everyByte(runId: string): Delivery {
  const bytes = Buffer.from(Array.from({ length: 2_560 }, (_, index) => index % 256));
  return {
    body: Buffer.concat([bytes, Buffer.from(runId)]),
    contentType: 'application/octet-stream',
    eventId: `bytes-${runId}`,
  };
}
