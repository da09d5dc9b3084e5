/** Stands for the integration's own file; the stack chooses it when it bundles the processor. */
declare module '#integration' {
  const integration: import('../contract/define-integration.ts').Integration;
  export default integration;
}
