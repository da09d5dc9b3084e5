/** Jest would compile a TypeScript file here, and all that it imports, to CommonJS. */
export default async function teardown() {
  const { end } = await import('./running-stage.ts');
  await end();
}
