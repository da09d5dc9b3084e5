/**
 * How far the clocks of two machines may differ: each may be off by a minute in either direction. For
 * another environment, a time that one has recorded has passed only when this margin is over, too.
 *
 * @see docs/adr/0081-clocks-differ.md
 */
export const longestClockSkewMs = 2 * 60_000;
