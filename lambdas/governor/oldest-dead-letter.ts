import type { DeadLetterBook } from '../operations/dead-letter-book.ts';

/** When the dead letter died that has lain there longest; undefined where the index knows none. */
export async function oldestDeadAt(
  book: Pick<DeadLetterBook, 'listed'>,
  integration: string,
): Promise<number | undefined> {
  const oldest = book.listed(integration, { newestFirst: false, atOnce: 1 });
  for await (const { deadAt } of oldest) return deadAt;
  return undefined;
}
