import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { localDirectory } from '../../../bin/local/repository.ts';
import { optionalEnvironment } from '../../../lambdas/runtime/environment.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Path of a Chromium on this machine; undefined where there is none. */
export function findChromium(): string | undefined {
  const folders = (optionalEnvironment('PATH') ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync);
}

/**
 * Opens a page and returns the document as its scripts left it. The page stays in
 * `.local/widgets/<name>.html`, with a picture beside it, to be looked at.
 */
export async function openPage(chromium: string, name: string, page: string): Promise<string> {
  const folder = join(localDirectory, 'widgets');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}.html`);
  writeFileSync(file, page);
  const profile = mkdtempSync(join(tmpdir(), 'breakwater-chromium-'));
  try {
    const run = (...flags: string[]) =>
      promisify(execFile)(
        chromium,
        [
          ...['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars'],
          ...['--window-size=1270,14500', `--user-data-dir=${profile}`],
          ...flags,
          pathToFileURL(file).href,
        ],
        { maxBuffer: 64 * 1_024 * 1_024 },
      );
    await run(`--screenshot=${join(folder, `${name}.png`)}`);
    return (await run('--dump-dom')).stdout;
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
}
