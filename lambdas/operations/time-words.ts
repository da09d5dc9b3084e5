/** `12 s`, `5 min`, `3 h`, `4 d`: the largest unit that fits. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 90) return `${String(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${String(minutes)} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${String(hours)} h` : `${String(Math.round(hours / 24))} d`;
}

/** As `duration`, in the past. */
export function ago(moment: number, now: number): string {
  return `${duration(now - moment)} ago`;
}
