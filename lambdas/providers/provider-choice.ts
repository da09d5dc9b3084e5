import type { Provider } from '../verification/provider.ts';

/** A catalog id, or the data of a scheme of the user's own. */
export type ProviderChoice = string | Provider;
