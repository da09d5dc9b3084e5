import { matches } from './dead-letter-filter.ts';
import type { DeadLetterFilter } from './dead-letter-filter.ts';
import type { DeadLetterOffice } from './dead-letter-office.ts';
import { LetterGroups } from './letter-groups.ts';
import type { LetterGroup } from './letter-groups.ts';
import { letterRow } from './letter-row.ts';
import type { LetterRow } from './letter-row.ts';
import { NewestLetters } from './newest-letters.ts';
import { sideBySide } from './side-by-side.ts';

/** What lies in dead-letter queues, as people look at it: what killed them, and the newest of them. */
export interface DeadLetterView {
  /** Dead letters that were read and are meant. */
  readonly total: number;
  /** The most numerous first. */
  readonly groups: readonly LetterGroup[];
  readonly newest: readonly LetterRow[];
  /** By integration: messages that the queue holds and the index does not know. */
  readonly unlisted: ReadonlyMap<string, number>;
  /** Integrations with so many that not all were read; the newest were. */
  readonly cutShort: readonly string[];
}

export interface DeadLetterLook {
  readonly filter: DeadLetterFilter;
  /** Newest ones that are kept one by one. */
  readonly mostShown: number;
  /** Read at the most, of each integration. @default all */
  readonly mostRead?: number;
  /** Told how many were found, from time to time. */
  readonly onProgress?: (found: number) => void;
}

const tellEvery = 1_000;

/** Reads the index and the queues' sizes. Receives nothing, so that it hides and changes nothing. */
export async function readDeadLetters(
  office: DeadLetterOffice,
  integrations: readonly string[],
  { filter, mostShown, mostRead = Infinity, onProgress }: DeadLetterLook,
): Promise<DeadLetterView> {
  const groups = new LetterGroups();
  const newest = new NewestLetters(mostShown);
  const unlisted = new Map<string, number>();
  const cutShort: string[] = [];
  await sideBySide(integrations, async (integration) => {
    let read = 0;
    let messages = 0;
    for await (const letter of office.book.listed(integration, { newestFirst: true })) {
      read += 1;
      if (read > mostRead) break;
      messages += letter.copies.length;
      if (!matches(filter, letter)) continue;
      groups.add(letter);
      newest.add(letterRow(letter));
      if (groups.total % tellEvery === 0) onProgress?.(groups.total);
    }
    if (read > mostRead) {
      cutShort.push(integration);
      return;
    }
    const { visible, hidden } = await (await office.queue(integration)).size();
    if (visible + hidden > messages) unlisted.set(integration, visible + hidden - messages);
  });
  return { total: groups.total, groups: groups.all(), newest: newest.rows, unlisted, cutShort };
}
