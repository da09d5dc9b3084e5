/**
 * Error codes that mean that the same request will never get a token, so an operator must act. Any other code means
 * that the token endpoint is unavailable, and it is asked again.
 */
const refusals: ReadonlySet<string> = new Set([
  // RFC 6749, sections 4.1.2.1 and 5.2
  ...['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client'],
  ...['unsupported_grant_type', 'invalid_scope', 'access_denied'],
  // RFC 8628, RFC 8707, RFC 9449: a lapsed device grant, an unknown resource, a proof that Breakwater cannot give
  ...['expired_token', 'invalid_target', 'invalid_dpop_proof', 'use_dpop_nonce'],
  // OpenID Connect and Microsoft: the user has to sign in or consent again
  ...['login_required', 'consent_required', 'interaction_required', 'account_selection_required'],
  // GitHub
  ...['bad_refresh_token', 'incorrect_client_credentials', 'unverified_user_email'],
  // Slack
  ...['invalid_refresh_token', 'token_expired', 'token_revoked', 'invalid_auth', 'not_authed'],
  ...['invalid_client_id', 'bad_client_secret', 'bad_client_id', 'account_inactive'],
  ...['invalid_grant_type', 'missing_scope', 'no_permission', 'org_login_required'],
  ...['team_access_not_granted', 'user_removed_from_team', 'app_uninstalled', 'invalid_code'],
  // Google
  ...['deleted_client', 'disabled_client', 'org_internal', 'admin_policy_enforced'],
  // Salesforce, Zoho
  ...['inactive_user', 'inactive_org', 'invalid_client_credentials', 'invalid_client_secret'],
]);

/** Fields that hold a code, in lower case: `error` almost everywhere, the others at HubSpot, Fitbit, Apigee and Salesforce. */
const codeFields = ['error', 'errortype', 'errorcode', 'error_code', 'code', 'type', 'status'];

/** Status codes that mean "try again later", regardless of the body. */
const comeAgain: ReadonlySet<number> = new Set([408, 409, 423, 425, 429]);

/** The code of a definite refusal; undefined for any other response. GitHub and Slack refuse with a 200. */
export function refusalIn(
  status: number,
  answer: Readonly<Record<string, unknown>>,
): string | undefined {
  const isDecided = (status >= 200 && status < 300) || (status >= 400 && status < 500);
  if (!isDecided || comeAgain.has(status)) return undefined;
  return errorCodes(answer).find((code) => refusals.has(code));
}

/** Error codes in the response, in lower case. A code has no digits: text with digits may be a secret. */
export function errorCodes(answer: Readonly<Record<string, unknown>>): string[] {
  const { error, errors } = answer;
  const nested: unknown[] = [error, ...(Array.isArray(errors) ? errors.slice(0, 5) : [])];
  return [answer, ...nested.filter(isRecord)]
    .flatMap(codesOf)
    .filter((code) => typeof code === 'string')
    .filter((code) => /^[A-Za-z][A-Za-z_.-]{1,59}$/.test(code))
    .map((code) => code.toLowerCase());
}

function codesOf(record: Readonly<Record<string, unknown>>): unknown[] {
  const fields = Object.entries(record).map(
    ([name, value]) => [name.toLowerCase(), value] as const,
  );
  return codeFields.flatMap((field) =>
    fields.filter(([name]) => name === field).map(([, value]) => value),
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
