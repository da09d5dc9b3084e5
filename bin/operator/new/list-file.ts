/**
 * The text of `lambdas/integrations/index.ts` with one more integration in it; undefined where the
 * list is not written as `[a, b]`.
 */
export function withIntegration(text: string, name: string): string | undefined {
  const list = /(export const integrations\b[^=]*=\s*\[)([^\]]*)(\])/.exec(text);
  if (list === null) return undefined;
  const [whole, open = '', inside = '', close = ''] = list;
  const { importLine, identifier } = listEntryOf(name, text);
  const entries = inside.split(',').filter((entry) => entry.trim() !== '');
  const longer = `${open}${[...entries, ` ${identifier}`].join(',')}${close}`;
  const lastImport = [...text.matchAll(/^import .*;\n/gm)].at(-1);
  const at = lastImport === undefined ? 0 : lastImport.index + lastImport[0].length;
  const replaced = text.replace(whole, () => longer);
  return `${replaced.slice(0, at)}${importLine}\n${replaced.slice(at)}`;
}

/** What one integration is in the list of this text: an import, and a name that the text does not use. */
export function listEntryOf(
  name: string,
  text: string,
): { readonly importLine: string; readonly identifier: string } {
  let identifier = identifierOf(name);
  while (new RegExp(`\\b${identifier}\\b`).test(text)) identifier += 'Too';
  return { importLine: `import ${identifier} from './${name}/index.ts';`, identifier };
}

/** `stripe-orders` as `stripeOrders`; a suffix keeps a single word from being one of the language. */
function identifierOf(name: string): string {
  const camel = name.replace(/-+(.?)/g, (_, letter: string) => letter.toUpperCase());
  return /[A-Z0-9]/.test(camel) ? camel : `${camel}Integration`;
}
