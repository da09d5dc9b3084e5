/** JSON written at synth; esbuild resolves the name (see `lib`). */
declare module '#stage-table' {
  const table: import('./stage-table.ts').StageTable;
  export default table;
}
