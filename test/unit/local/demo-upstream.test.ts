import { afterEach, describe, expect, it } from '@jest/globals';
import { startDemoUpstream, type RunningUpstream } from '../../../bin/local/demo/demo-upstream.ts';
import { UpstreamControl } from '../../../bin/local/demo/upstream-control.ts';
import { freePort } from '../../../bin/local/free-port.ts';

const endpoint = 'http://localhost:4566';
const open: RunningUpstream[] = [];

async function start(port: number, endpoint: string): Promise<RunningUpstream> {
  const upstream = await startDemoUpstream({ port, endpoint });
  open.push(upstream);
  return upstream;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((upstream) => upstream.close()));
});

describe('the demo upstream of a run', () => {
  it('still answers after a run at another endpoint has ended', async () => {
    const port = await freePort();
    const other = await start(port, 'http://localhost:4570');
    const own = await start(port, endpoint);
    await other.close();
    open.shift();

    await new UpstreamControl(own.url).plan('/orders', [{ status: 503 }]);
    expect(await new UpstreamControl(own.url).requests('/orders')).toEqual([]);
  });

  it('is shared with a run at the same endpoint: both deploy the same stage', async () => {
    const port = await freePort();
    const other = await start(port, endpoint);
    expect((await start(port, endpoint)).url).toBe(other.url);
  });

  it('names address, cause and next step once it has ended', async () => {
    const port = await freePort();
    const ended = await startDemoUpstream({ port, endpoint });
    await ended.close();
    await expect(new UpstreamControl(ended.url).plan('/orders', [])).rejects.toMatchObject({
      message: `PUT http://127.0.0.1:${String(port)}/_demo/plan got no answer: nothing listens at that address (ECONNREFUSED).`,
      nextStep: expect.stringContaining('Run `npm start` again.'),
    });
  });
});
