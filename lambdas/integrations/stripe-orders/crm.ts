import { staticCredential } from '../../contract/credentials.ts';
import { defineUpstream } from '../../contract/define-upstream.ts';

/** Recognises a repeated call by its key. Its token: secret `breakwater/<stage>/upstream/crm-token`. */
export const crm = defineUpstream({
  name: 'crm',
  label: 'Customer records',
  baseUrl: 'https://api.crm.example',
  credential: staticCredential({ secret: 'crm-token' }),
  idempotency: { header: 'Idempotency-Key' },
  timeouts: { connectMs: 3_000, readMs: 5_000 },
});
