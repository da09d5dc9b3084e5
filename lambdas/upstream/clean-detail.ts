const longestDetail = 500;
const shortestSecret = 6;

/**
 * Text that usually is a credential, in a body or a message. Each pattern reads a character only a bounded number of
 * times, because an upstream controls the text.
 */
const suspicious: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic|Token)\s+[\w.~+/=-]{8,}/gi, '$1 [secret]'],
  [
    /((?:token|secret|password|passwd|api[_-]?key|authorization)\\{0,3}["']?\s*[:=]\s*)("[^"]*"|[^\s,;&}]+)/gi,
    '$1[secret]',
  ],
  // JSON Web Tokens.
  [/(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[secret]'],
  // Keys with a prefix that names their issuer: Stripe, OpenAI, Standard Webhooks, GitHub, GitLab, Slack, Shopify, AWS, Google.
  [
    /(?<![\w-])(?:(?:[sprk]k|whsec|gh[opsur]|github_pat|glpat|xox[a-z]|shp[a-z]{2})[_-][\w-]{8,}|A[KS]IA[0-9A-Z]{16}|AIza[\w-]{30,})/g,
    '[secret]',
  ],
];

/**
 * Makes what an upstream or the network said fit for a log line: without the credentials of the call,
 * without what looks like one, on one line, cut to 500 characters.
 */
export function cleanDetail(raw: string, secrets: readonly string[]): string {
  // Far more than is kept, so that a secret is not spared by being cut in two.
  let text = raw.slice(0, 20 * longestDetail);
  for (const secret of secrets) {
    if (secret.length >= shortestSecret) text = text.replaceAll(secret, '[secret]');
  }
  for (const [pattern, replacement] of suspicious) text = text.replace(pattern, replacement);
  const line = text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '')
    .trim();
  return line.length <= longestDetail ? line : `${line.slice(0, longestDetail)}…`;
}
