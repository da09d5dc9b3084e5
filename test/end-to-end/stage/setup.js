/** Jest would compile a TypeScript file here, and all that it imports, to CommonJS. */
export default async function setup() {
  const { begin } = await import('./running-stage.ts');
  await begin();
}
