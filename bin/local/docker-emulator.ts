import { spawnSync } from 'node:child_process';
import { platform } from 'node:os';
import { wholeEnvironment } from '../../lambdas/runtime/environment.ts';
import { emulatorLogFile, miniStackVersion, type EmulatorWay } from './emulator.ts';
import { startOwned } from './owned-process.ts';
import { runTool } from './run-tool.ts';

const image = `ministackorg/ministack:${miniStackVersion}`;
const engineAnswersWithinMs = 10_000;

/** The same MiniStack as a container, for machines without Python. */
export const dockerEmulator: EmulatorWay = {
  name: 'Docker with a running engine',
  async missing() {
    const asked = await runTool('docker', ['version', '--format', '{{.Server.Version}}'], {
      timeoutMs: engineAnswersWithinMs,
    });
    if (asked.startError !== undefined) return 'no docker on the PATH';
    return asked.status === 0 ? undefined : 'docker is there, but its engine does not answer';
  },
  async start({ port }) {
    const logFile = emulatorLogFile(port);
    const container = `breakwater-ministack-${port}`;
    const owned = startOwned(
      'docker',
      ['run', '--rm', '--name', container, ...network(port), image],
      {
        env: wholeEnvironment(),
        logFile,
      },
    );
    const removeContainer = () => {
      spawnSync('docker', ['rm', '--force', container], { stdio: 'ignore' });
    };
    process.once('exit', removeContainer);
    return Promise.resolve({
      ...owned,
      logFile,
      async stop() {
        removeContainer();
        await owned.stop();
        process.off('exit', removeContainer);
      },
    });
  },
};

/**
 * On Linux the container shares the host's network, so that Lambdas reach a server on its loopback;
 * elsewhere Docker runs in a machine of its own and only the port comes out, to loopback.
 */
function network(port: number): string[] {
  const listen = ['--env', `GATEWAY_PORT=${port}`];
  return platform() === 'linux'
    ? ['--network', 'host', '--env', 'BIND_HOST=127.0.0.1', ...listen]
    : ['--publish', `127.0.0.1:${port}:${port}`, ...listen];
}
