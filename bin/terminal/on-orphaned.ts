const lookEveryMs = 500;

/**
 * Acts once when our parent is gone. Whoever ends npm by a signal ends the shell that it started us in: that
 * passes nothing on, and we would go on with nobody to stop us.
 */
export function onOrphaned(act: () => void, parentNow: () => number = () => process.ppid): void {
  const parent = parentNow();
  const timer = setInterval(() => {
    if (parentNow() === parent) return;
    clearInterval(timer);
    act();
  }, lookEveryMs);
  timer.unref();
}
