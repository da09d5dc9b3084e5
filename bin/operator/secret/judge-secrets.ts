import type { Credential } from '../../../lambdas/contract/credentials.ts';
import {
  credentialFields,
  secretFields,
  secretValue,
} from '../../../lambdas/upstream/credentials/secret-fields.ts';
import type { Provider } from '../../../lambdas/verification/provider.ts';
import { integrationNames, stageNames } from '../../../lib/names.ts';
import { problem, type Diagnosis } from '../doctor/diagnosis.ts';
import { isPlaceholder } from '../doctor/placeholder.ts';
import { parseSecretDocument } from './secret-document.ts';
import { secretProblem } from '../../../lambdas/verification/secret-problem.ts';

/** @param text of the secret in Secrets Manager; undefined if it does not exist */
export function judgeSigningSecret(
  text: string | undefined,
  provider: Provider,
  integration: string,
  stage: string,
): Diagnosis[] {
  const add = `npm run breakwater -- secret add ${integration} --stage ${stage}`;
  if (text === undefined) {
    return [
      problem(
        'its signing secret is gone from Secrets Manager: webhooks are answered 503',
        `aws secretsmanager restore-secret --secret-id ${integrationNames(stage, integration).signingSecret}, or deploy the integration again`,
      ),
    ];
  }
  let values: readonly string[];
  try {
    values = parseSecretDocument(text, '').secrets.map(({ value }) => value);
  } catch {
    return [
      problem(
        'its signing secret holds JSON that is not a list of secrets: webhooks are answered 503',
        `put {"secrets":[]} into ${integrationNames(stage, integration).signingSecret}, then ${add}`,
      ),
    ];
  }
  if (values.length === 0) {
    return [problem('it has no signing secret, and every webhook gets 503 until you add it', add)];
  }
  return values.flatMap((value) => {
    if (isPlaceholder(value)) {
      return [
        problem(
          'one of its signing secrets is a placeholder, which an attacker can guess',
          `${add}, then remove the placeholder: npm run breakwater -- secret list, and secret remove`,
        ),
      ];
    }
    const why = secretProblem(provider.scheme, value);
    return why === undefined
      ? []
      : [problem(`one of its signing secrets is not valid for ${provider.name}: ${why}`, add)];
  });
}

/** An upstream and the credential that it takes from a secret. */
export interface UpstreamSecret {
  readonly stage: string;
  /** Name of the upstream. */
  readonly upstream: string;
  readonly credential: Credential;
}

/** @param text of the upstream's secret; undefined if it does not exist */
export function judgeUpstreamSecret(
  text: string | undefined,
  { stage, upstream, credential }: UpstreamSecret,
): Diagnosis[] {
  const secretName = stageNames(stage).upstreamSecretPrefix + credential.secret;
  const add = `npm run breakwater -- secret add --upstream ${credential.secret} --stage ${stage}`;
  if (text === undefined) {
    return [
      problem(
        `the secret ${secretName} does not exist, and events that call ${upstream} wait until you add it`,
        add,
      ),
    ];
  }
  const why = credentialProblem(text, credential);
  return why === undefined
    ? []
    : [problem(`events that call ${upstream} wait: in the secret ${secretName} ${why}`, add)];
}

/** Why this text cannot be that credential; undefined if it can. The text is never repeated. */
export function credentialProblem(text: string, credential: Credential): string | undefined {
  let fields: Readonly<Record<string, string | undefined>>;
  try {
    fields = fieldsOf(credential, text);
  } catch {
    return `the text is not ${credentialShape(credential)}`;
  }
  for (const [name, value = ''] of Object.entries(fields)) {
    if (isPlaceholder(value)) return `${name} is a placeholder`;
    if (value !== value.trim()) return `${name} begins or ends with white space`;
    if (/\p{Cc}/u.test(value)) return `${name} contains a line break or another control character`;
  }
  return undefined;
}

/** Describes the expected content of a secret for that credential. */
export function credentialShape({ kind }: Credential): string {
  if (kind === 'static') return 'one line of plain text, or JSON {"value": "…"}';
  const { required, optional } = credentialFields[kind];
  const shape = required.map((name) => `"${name}": "…"`).join(', ');
  return optional.length === 0
    ? `JSON {${shape}}`
    : `JSON {${shape}}, with ${optional.map((name) => `"${name}"`).join(', ')} if it has one`;
}

function fieldsOf({ kind, secret: name }: Credential, text: string) {
  const secret = { text, version: '' };
  if (kind === 'static') return { value: secretValue(name, secret) };
  const { required, optional } = credentialFields[kind];
  return secretFields<string, string>(name, secret, required, optional);
}
