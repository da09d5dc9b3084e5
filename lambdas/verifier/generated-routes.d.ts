/** JSON written at synth; esbuild resolves the name (see `lib`). */
declare module '#routes' {
  const routes: import('./routes.ts').Routes;
  export default routes;
}
