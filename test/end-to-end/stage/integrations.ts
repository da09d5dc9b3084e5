import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { z } from 'zod/mini';
import { staticCredential, type Credential } from '../../../lambdas/contract/credentials.ts';
import {
  defineIntegration,
  type Integration,
} from '../../../lambdas/contract/define-integration.ts';
import { defineUpstream } from '../../../lambdas/contract/define-upstream.ts';

/** Of this file, which is deployed. */
export const module = fileURLToPath(import.meta.url);

/** One for each file of tests, so that they can run side by side. */
export const names = [
  ...['once', 'exact-bytes', 'killed-before', 'killed-after', 'refused', 'buggy', 'examined'],
  ...['two-steps', 'unknown', 'outage', 'paused', 'on-the-dashboard', 'in-the-runbook'],
];

const Identified = z.object({ id: z.string() });

/** Short, because a killed run's message comes back after six times this. */
const limits = { timeoutSeconds: 5, maxAttempts: 2 };

export function define(name: string, upstreamUrl: string): Integration {
  switch (name) {
    case 'exact-bytes':
      return hashBytes(name, upstreamUrl);
    case 'buggy':
    case 'on-the-dashboard':
      return defineIntegration({
        name,
        provider: 'standard-webhooks',
        limits,
        handle() {
          return Promise.reject(new TypeError('order.lines is not iterable'));
        },
      });
    case 'two-steps':
      return contactAndMail(name, upstreamUrl);
    case 'unknown':
      return keylessCharge(name, upstreamUrl, 'bank');
    case 'in-the-runbook':
      return keylessCharge(name, upstreamUrl, 'ledger', staticCredential({ secret: 'ledger-key' }));
    case 'outage':
      return outageOrders(name, upstreamUrl);
    default:
      return defineIntegration({
        name,
        provider: 'standard-webhooks',
        forward: `${upstreamUrl}/${name}`,
        limits,
      });
  }
}

/** Shorter than the Lambda's own, so that a call ends before its run does. */
const timeouts = { connectMs: 1_000, readMs: 2_000, totalMs: 3_000 };

/** A contact at one upstream, then a mail from another. */
function contactAndMail(name: string, upstreamUrl: string): Integration {
  const idempotency = { header: 'Idempotency-Key' };
  const crm = defineUpstream({
    ...{ name: 'crm', baseUrl: `${upstreamUrl}/${name}/crm`, idempotency, timeouts },
  });
  const mailer = defineUpstream({
    ...{ name: 'mailer', baseUrl: `${upstreamUrl}/${name}/mailer`, idempotency, timeouts },
  });
  return defineIntegration({
    name,
    provider: 'standard-webhooks',
    upstreams: { crm, mailer },
    limits: { ...limits, maxAttempts: 6 },
    async handle(_event, { crm, mailer, webhook }) {
      const contact = await crm.post('/contacts', {
        step: 'create-contact',
        json: { event: webhook.eventId },
        response: Identified,
      });
      await mailer.post('/messages', {
        step: 'welcome-mail',
        json: { event: webhook.eventId, to: contact.id },
        expect: 'nothing',
      });
      return { contactId: contact.id };
    },
  });
}

/** An upstream that neither knows keys nor can be asked: only a person can tell what became of a call. */
function keylessCharge(
  name: string,
  upstreamUrl: string,
  upstream: string,
  credential?: Credential,
): Integration {
  const bank = defineUpstream({
    ...{ name: upstream, baseUrl: `${upstreamUrl}/${name}`, timeouts },
    ...(credential !== undefined && { credential }),
    breaker: { probe: '/status' },
  });
  return defineIntegration({
    name,
    provider: 'standard-webhooks',
    upstreams: { bank },
    limits,
    async handle(_event, { bank, webhook }) {
      const { id } = await bank.post(`/charges/${webhook.eventId}`, {
        step: 'charge',
        json: { event: webhook.eventId },
        response: Identified,
      });
      return { chargeId: id };
    },
  });
}

export const outageConcurrency = 4;

/** An upstream whose breaker is quick: seconds of an outage stand for minutes of one. */
function outageOrders(name: string, upstreamUrl: string): Integration {
  const warehouse = defineUpstream({
    name: 'warehouse',
    baseUrl: `${upstreamUrl}/${name}`,
    idempotency: { header: 'Idempotency-Key' },
    timeouts,
    breaker: { openMs: 1_000, longestOpenMs: 4_000 },
  });
  return defineIntegration({
    name,
    provider: 'standard-webhooks',
    upstreams: { warehouse },
    limits: { ...limits, maxConcurrency: outageConcurrency },
    async handle(_event, { warehouse, webhook }) {
      await warehouse.post('/orders', {
        step: 'create-order',
        json: { event: webhook.eventId },
        expect: 'nothing',
      });
    },
  });
}

/** Tells its upstream what bytes it got. */
function hashBytes(name: string, upstreamUrl: string): Integration {
  const witness = defineUpstream({
    name: 'witness',
    baseUrl: `${upstreamUrl}/${name}`,
    idempotency: { header: 'Idempotency-Key' },
  });
  return defineIntegration({
    name,
    provider: 'standard-webhooks',
    upstreams: { witness },
    limits: { timeoutSeconds: 30 },
    async handle(_event, { witness, webhook }) {
      const sha256 = createHash('sha256').update(webhook.body).digest('hex');
      await witness.post('/bodies', {
        step: 'testify',
        json: { event: webhook.eventId, sha256, bytes: webhook.body.length },
        expect: 'nothing',
      });
    },
  });
}
