/**
 * The text of `lambdas/integrations/index.ts` with one more integration in it; undefined where the
 * list is not written as `[a, b]`.
 */
export function withIntegration(text: string, name: string): string | undefined {
  const list = /(export const integrations\b[^=]*=\s*\[)([^\]]*)(\])/.exec(text);
  if (list === null) return undefined;
  const [whole, open = '', inside = '', close = ''] = list;
  const { importLine, identifier } = listEntryOf(name);
  const entries = inside.split(',').filter((entry) => entry.trim() !== '');
  const longer = `${open}${[...entries, ` ${identifier}`].join(',')}${close}`;
  const lastImport = [...text.matchAll(/^import .*;\n/gm)].at(-1);
  const at = lastImport === undefined ? 0 : lastImport.index + lastImport[0].length;
  const replaced = text.replace(whole, () => longer);
  return `${replaced.slice(0, at)}${importLine}\n${replaced.slice(at)}`;
}

/** What one integration is in the list: an import, and a name. */
export function listEntryOf(name: string): {
  readonly importLine: string;
  readonly identifier: string;
} {
  const identifier = identifierOf(name);
  return { importLine: `import ${identifier} from './${name}/index.ts';`, identifier };
}

/** `stripe-orders` as `stripeOrders`; a suffix keeps it from being a word of the language. */
function identifierOf(name: string): string {
  const camel = name.replace(/-+(.?)/g, (_, letter: string) => letter.toUpperCase());
  return name.includes('-') && camel !== 'integrations' ? camel : `${camel}Integration`;
}
