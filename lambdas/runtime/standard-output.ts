export type WriteLine = (line: string) => void;

/** One line to standard output as it is: Lambda's `console.log` would put words of its own before it. */
export const writeLine: WriteLine = (line) => {
  process.stdout.write(`${line}\n`);
};
