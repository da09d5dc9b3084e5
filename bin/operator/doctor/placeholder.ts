const patterns: readonly RegExp[] = [
  // `<your secret>`, `{{secret}}`, `[secret]`, `xxxx`, `****`, `...`
  /^(<.*>|\{.*\}|\[.*\]|x{3,}|\*{3,}|\.{3,}|…)$/,
  // `whsec_xxx`, `sk_test`, `token-example`
  /^(whsec|sk|pk|secret|token|key)[-_](x+|\.{3}|…|test|example|here)$/,
  // `your-secret`, `insert token here`, `change me`
  /^(your|my|the|enter|insert|paste|put|add|change|replace)[-_ ]?(me|it|this|[-_ ].*)$/,
  /^(todo|tbd|fixme|none|null|undefined|test|dummy|fake|sample|example|placeholder|default)$/,
  /^(password|passw0rd|secret|token|key|value|apikey|username|12345\d*|abc(def)?)$/,
];

/** Whether somebody has put this in only to have something there. */
export function isPlaceholder(value: string): boolean {
  const text = value.trim().toLowerCase();
  return patterns.some((pattern) => pattern.test(text));
}
