import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { UpstreamDefinition } from '../contract/define-upstream.ts';
import type { StepOptions, UpstreamReader } from '../contract/upstream-client.ts';
import type { CallContext } from './call-context.ts';
import type { Method } from './outbound-call.ts';
import type { StepJournal } from './step-journal.ts';

/** A call that changes something, as a handler or an undo asks for it. */
export interface StepCall {
  readonly definition: UpstreamDefinition;
  readonly method: Method;
  readonly path: string;
  readonly options: StepOptions<StandardSchemaV1 | undefined>;
  /** For the step's lookup. */
  readonly reader: UpstreamReader;
  readonly journal: StepJournal;
  readonly context: CallContext;
  /** An undo: it is tried more than once in every run, not only in the first. */
  readonly undoing: boolean;
}
