import { staticCredential } from '../../contract/credentials.ts';
import { defineUpstream } from '../../contract/define-upstream.ts';

/** Knows no keys: whether a mail went out is looked up by a reference of ours. */
export const mailer = defineUpstream({
  name: 'mailer',
  label: 'E-mail',
  baseUrl: 'https://api.mailer.example',
  credential: staticCredential({ secret: 'mailer-token', header: 'x-api-key' }),
  idempotency: 'lookup',
});
