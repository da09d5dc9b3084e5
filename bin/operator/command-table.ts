import { breakerList } from './breaker/breaker-list.ts';
import {
  breakerClose,
  breakerIsolate,
  breakerOpen,
  breakerProbe,
  breakerRelease,
} from './breaker/breaker-orders.ts';
import { breakerShow } from './breaker/breaker-show.ts';
import type { Command } from './command.ts';
import { doctor } from './doctor/doctor.ts';
import { dlqDiscard } from './dlq/dlq-discard.ts';
import { dlqList } from './dlq/dlq-list.ts';
import { dlqReconcile } from './dlq/dlq-reconcile.ts';
import { dlqReplay } from './dlq/dlq-replay.ts';
import { dlqShow } from './dlq/dlq-show.ts';
import { pause, resume } from './pause.ts';
import { send } from './send/send.ts';
import { status } from './status.ts';
import { tail } from './tail.ts';
import { trace } from './trace.ts';
import { newIntegration } from './new/new-integration.ts';
import { secretAdd } from './secret/secret-add.ts';
import { secretForwardKey } from './secret/secret-forward-key.ts';
import { secretList } from './secret/secret-list.ts';
import { secretRemove } from './secret/secret-remove.ts';

/** Every command, in the order in which the help lists them. */
export const commandTable: readonly Command[] = [
  newIntegration,
  secretAdd,
  secretList,
  secretRemove,
  secretForwardKey,
  send,
  doctor,
  status,
  trace,
  tail,
  breakerList,
  breakerShow,
  breakerOpen,
  breakerClose,
  breakerIsolate,
  breakerProbe,
  breakerRelease,
  pause,
  resume,
  dlqList,
  dlqShow,
  dlqReplay,
  dlqDiscard,
  dlqReconcile,
];
