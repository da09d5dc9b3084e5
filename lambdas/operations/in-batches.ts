/** Runs `work` on one part of the list after the other, each with at most `size` members. */
export async function inBatches<Member>(
  members: readonly Member[],
  size: number,
  work: (batch: readonly Member[]) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < members.length; start += size) {
    await work(members.slice(start, start + size));
  }
}
