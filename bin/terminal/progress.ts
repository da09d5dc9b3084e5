import { styleText } from 'node:util';
import type { WriteStream } from 'node:tty';

/** Says what is going on while a person waits. */
export interface Progress {
  /** Runs `work` under `label`; the label ends with a tick and the time it took, or with a cross. */
  step<Result>(
    label: string,
    work: (detail: (text: string) => void) => Promise<Result>,
  ): Promise<Result>;
  /** A line of its own. */
  say(text: string): void;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMs = 100;

/** A spinner on a terminal, plain lines anywhere else. Never writes to standard output. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? spinningProgress(stream) : plainProgress(stream);
}

function plainProgress(stream: NodeJS.WritableStream): Progress {
  return {
    say: (text) => void stream.write(`${text}\n`),
    async step(label, work) {
      const startedAt = performance.now();
      stream.write(`${label} …\n`);
      try {
        const result = await work((text) => void stream.write(`  ${text}\n`));
        stream.write(`✓ ${label} ${elapsed(startedAt)}\n`);
        return result;
      } catch (error) {
        stream.write(`✗ ${label} ${elapsed(startedAt)}\n`);
        throw error;
      }
    },
  };
}

function spinningProgress(stream: WriteStream): Progress {
  const line = (text: string) => {
    const room = (stream.columns || 80) - 1;
    stream.write(`\r\u001B[K${text.length > room ? `${text.slice(0, room - 1)}…` : text}`);
  };
  const paint = (colour: 'green' | 'red' | 'cyan', text: string) =>
    styleText(colour, text, { stream });
  return {
    say: (text) => void stream.write(`\r\u001B[K${text}\n`),
    async step(label, work) {
      const startedAt = performance.now();
      let frame = 0;
      let note = '';
      const draw = () => {
        line(`${frames[frame++ % frames.length]} ${label} ${elapsed(startedAt)} ${note}`);
      };
      draw();
      const timer = setInterval(draw, frameMs);
      const end = (mark: string) => {
        clearInterval(timer);
        line(`${mark} ${label} ${elapsed(startedAt)}`);
        stream.write('\n');
      };
      try {
        const result = await work((text) => {
          note = text;
        });
        end(paint('green', '✓'));
        return result;
      } catch (error) {
        end(paint('red', '✗'));
        throw error;
      }
    },
  };
}

function elapsed(startedAt: number): string {
  return `(${((performance.now() - startedAt) / 1_000).toFixed(1)} s)`;
}
