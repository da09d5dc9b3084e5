import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { localToolEnvironment } from '../../../bin/local/local-aws.ts';
import { readDossier } from '../../../lambdas/operations/event-dossier.ts';
import { systemClock as clock } from '../../../lambdas/runtime/system-clock.ts';
import { lambdaEntry, writeBundle } from '../../../lib/constructs/write-bundle.ts';
import { stageNames } from '../../../lib/names.ts';
import { deadLetterWorld, integration, textOf } from '../dead-letter-world.ts';
import { createTable, testEndpointUrl } from '../local-tables.ts';
import { startFleet, type Fleet, type FleetOptions } from './fleet-of-environments.ts';

/**
 * Tables and queues on the local endpoint, and the processor as it is deployed.
 *
 * @param exported name of the integration that it runs, in a file of this folder called `file`
 */
export async function builtWorld(file: string, exported: string) {
  const world = await deadLetterWorld();
  const { breakerTable, eventTable, idempotencyTable } = stageNames(world.stage);
  const breakers = await createTable(world.dynamoDb, 'pk', 'sk', { name: breakerTable });
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-built-'));
  const bundle = bundled(folder, join(import.meta.dirname, file), exported);
  const fleets: Fleet[] = [];

  return {
    world,
    /** Working on the queue now, and those that have. */
    fleets,

    startFleet(
      options: Pick<FleetOptions, 'size' | 'batchSize' | 'timeoutMs'>,
      variables: Readonly<Record<string, string>>,
    ): Fleet {
      const fleet = startFleet({
        ...{ ...options, world, bundle },
        variables: {
          ...(localToolEnvironment(testEndpointUrl()) as Record<string, string>),
          NODE_OPTIONS: '',
          STAGE: world.stage,
          PROVIDER: 'stripe',
          POWERTOOLS_SERVICE_NAME: 'processor',
          QUEUE_URL: world.queueUrl,
          DEAD_LETTER_QUEUE_URL: world.deadLetterQueueUrl,
          IDEMPOTENCY_TABLE: idempotencyTable,
          EVENT_TABLE: eventTable,
          BREAKER_TABLE: breakerTable,
          BODY_BUCKET: world.bucket,
          ...variables,
        },
      });
      fleets.push(fleet);
      return fleet;
    },

    async send(eventIds: readonly string[]): Promise<void> {
      for (let at = 0; at < eventIds.length; at += 10) {
        const batch = eventIds.slice(at, at + 10);
        await world.sqs.send(
          new SendMessageBatchCommand({
            QueueUrl: world.queueUrl,
            Entries: batch.map((id, index) => ({ Id: String(index), MessageBody: textOf(id) })),
          }),
        );
      }
    },

    /** `done`, `queue`, or the reason of its dead letter. */
    async places(eventIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
      const letters = await world.listed();
      const reasons = new Map(letters.map(({ eventId, reason }) => [eventId, reason]));
      const { events, idempotency } = world.tables;
      const found = await Promise.all(
        eventIds.map(async (id): Promise<[string, string]> => {
          const tables = { events, idempotency };
          const dossier = await readDossier(world.dynamoDb, tables, integration, id, clock.now());
          return [id, dossier?.state === 'done' ? 'done' : (reasons.get(id) ?? 'queue')];
        }),
      );
      return new Map(found);
    },

    async remove(): Promise<void> {
      await Promise.all(fleets.map((fleet) => fleet.stop()));
      await breakers.drop();
      await world.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

export type BuiltWorld = Awaited<ReturnType<typeof builtWorld>>;

function bundled(folder: string, source: string, exported: string): string {
  const file = join(folder, 'integration.ts');
  writeFileSync(file, `export { ${exported} as default } from ${JSON.stringify(source)};\n`);
  const outfile = join(folder, 'index.mjs');
  writeBundle({ entry: lambdaEntry('processor'), alias: { '#integration': file } }, outfile);
  return outfile;
}
