import type { UpstreamDefinition } from '../../lambdas/contract/define-upstream.ts';
import { isLoopback } from '../../lambdas/upstream/loopback.ts';
import type { FoundProblems } from './found-problems.ts';

/** Its name, where it is, and what it always sends. */
export function checkIdentity(
  { name, baseUrl, headers = {} }: UpstreamDefinition,
  found: FoundProblems,
): void {
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]{0,29}$/.test(name)) {
    found.error(
      'name',
      'a lower-case letter and at most 29 lower-case letters, digits, dashes',
      name,
    );
  }
  checkUrl('baseUrl', baseUrl, found);
  if (!found.object('headers', headers)) return;
  for (const [header, value] of Object.entries(headers)) {
    found.headerName('headers', header);
    if (typeof value !== 'string' || !/^[\t\x20-\x7e]*$/.test(value)) {
      found.error(`headers.${header}`, 'one line of text', value);
    }
  }
  if (Object.keys(headers).some((header) => header.toLowerCase() === 'authorization')) {
    const mend = 'A secret in code is in every copy of it: use `credential`.';
    found.error('headers', 'no authorization header', 'one', mend);
  }
}

function checkUrl(where: string, value: unknown, found: FoundProblems): void {
  if (typeof value !== 'string' || !URL.canParse(value)) {
    return found.error(where, 'a URL', value);
  }
  const url = new URL(value);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) {
    found.error(where, 'an https URL (http only for loopback)', value);
  }
  if (url.username !== '' || url.password !== '') {
    found.error(where, 'a URL without user or password', value, 'Use `credential`.');
  }
  if (url.search !== '' || url.hash !== '') {
    found.error(where, 'a URL without query or fragment', value, 'Give `query` with each call.');
  }
}

export function checkCredential({ credential }: UpstreamDefinition, found: FoundProblems): void {
  if (credential === undefined || !found.object('credential', credential)) return;
  const kinds = ['static', 'basic', 'client-credentials', 'refresh-token'];
  found.oneOf('credential.kind', credential.kind, kinds);
  if (typeof credential.secret !== 'string' || !/^[\w+=.@-]{1,64}$/.test(credential.secret)) {
    const expected = "the last part of a secret's name: 1 to 64 letters, digits and _+=.@-";
    found.error('credential.secret', expected, credential.secret);
  }
  if ('header' in credential) found.headerName('credential.header', credential.header);
  if (!('tokenUrl' in credential)) return;
  checkUrl('credential.tokenUrl', credential.tokenUrl, found);
  const { clientAuthentication } = credential;
  found.oneOf('credential.clientAuthentication', clientAuthentication, ['basic', 'post']);
}
