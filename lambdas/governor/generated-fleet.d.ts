/** JSON written at synth; esbuild resolves the name (see `lib`). */
declare module '#fleet' {
  const fleet: import('./fleet.ts').Fleet;
  export default fleet;
}
